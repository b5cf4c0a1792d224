package dev.cloister.cli.advise.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;

class StaticCallTest {
    static final class Methods {
        private Methods() {}

        private static int length(String text) {
            return text.length();
        }

        static void refuse(long number) throws IOException {
            throw new IOException("no " + number);
        }

        static String join(String... words) {
            return String.join("+", words);
        }
    }

    @Test
    void callsWhatIsNotPublic() throws Exception {
        StaticCall call = call("length", String.class);

        assertThat(call.apply("four")).isEqualTo(4);
        assertThat(call).hasToString(Methods.class.getName() + "::length(java.lang.String)");
    }

    @Test
    void throwsWhatTheMethodThrows() throws Exception {
        assertThatThrownBy(() -> call("refuse", long.class).apply(3L))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("no 3");
    }

    @Test
    void anArrayIsOneArgument() throws Exception {
        assertThat(call("join", String[].class).apply(new String[] {"a", "b"})).isEqualTo("a+b");
    }

    @Test
    void travelsAsALambdaDoes() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(call("length", String.class));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(((StaticCall) in.readObject()).apply("four")).isEqualTo(4);
        }
    }

    private static StaticCall call(String name, Class<?> type) throws Exception {
        return StaticCall.of(Methods.class.getDeclaredMethod(name, type));
    }
}
