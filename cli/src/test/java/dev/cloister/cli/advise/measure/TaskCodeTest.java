package dev.cloister.cli.advise.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.Backend;
import dev.cloister.advice.Advice;
import dev.cloister.advice.WorkProfile;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskCodeTest {
    /** Methods of all kinds. */
    public static final class Methods {
        private Methods() {}

        /** Of classes, and of arrays. */
        public static List<String> words(byte[] bytes) {
            return List.of();
        }

        static void quiet(String text) {}
    }

    private static final String HERE = "dev.cloister.cli.advise.measure.TaskCodeTest.Methods";

    @Test
    void declaresTheTaskAndItsInputs() throws Exception {
        assertThat(TaskCode.of(Integer.class.getMethod("parseInt", String.class))
                        .declarations())
                .isEqualTo("dev.cloister.RemoteFunction<String, Integer> task = java.lang.Integer::parseInt;\n"
                        + "java.util.List<String> inputs = java.util.List.of(); // yours\n");
        assertThat(code("words", byte[].class))
                .contains("dev.cloister.RemoteFunction<byte[], java.util.List> task = " + HERE + "::words;\n");
    }

    @Test
    void saysWhatIsNotPublicAndReturnsNothingForNothing() throws Exception {
        assertThat(code("quiet", String.class))
                .startsWith("// make it public")
                .contains("<String, Void> task = input -> { " + HERE + ".quiet(input); return null; };\n");
    }

    @Test
    void standsBeforeTheCodeOfAnAdvice() throws Exception {
        double no = Double.NaN;
        WorkProfile profile =
                new WorkProfile(1, 1, no, no, no, no, no, no, no, no, no, no, 1, no, null, null, List.of());
        TaskCode code = new TaskCode("int a;\n");
        Advice advice = new Advice("serial", Backend.serial(), "r", profile, List.of(), List.of(), "int b;\n");

        assertThat(code.addTo(advice).code()).isEqualTo("int a;\nint b;\n");
        Advice none = new Advice(Advice.CANNOT_TELL, null, "r", profile, List.of(), List.of(), "");
        assertThat(code.addTo(none)).isSameAs(none);
    }

    private static String code(String name, Class<?> type) throws Exception {
        return TaskCode.of(Methods.class.getDeclaredMethod(name, type)).declarations();
    }
}
