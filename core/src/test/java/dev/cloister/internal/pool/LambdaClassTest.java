package dev.cloister.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.RemoteCallable;
import dev.cloister.RemoteFunction;
import dev.cloister.internal.codec.Invocation;
import dev.cloister.internal.codec.TaskCodec;
import dev.cloister.internal.protocol.ByteSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LambdaClassTest {
    @Test
    void everyPlainTypeIsCapturedInATemplate() throws Exception {
        byte b = 1;
        short s = 2;
        char c = '3';
        int i = 4;
        long l = 5;
        float f = 6.5f;
        double d = 7.25;
        boolean z = true;
        String text = "eight";
        Integer boxed = 9;
        String none = null;
        RemoteCallable<String> task = () -> "" + b + s + c + i + l + f + d + z + text + boxed + none;
        EncodedFunction encoded = EncodedFunction.of(task);
        assertThat(encoded.captured()).hasSize(11);
        assertThat(run(encoded)).isEqualTo(task.call());
    }

    @Test
    void oneTemplateServesAllTasksFromOnePlace() throws Exception {
        List<EncodedFunction> encoded = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            encoded.add(EncodedFunction.of(adder(i)));
        }
        assertThat(encoded)
                .extracting(EncodedFunction::id)
                .containsOnly(encoded.getFirst().id());
        assertThat(run(encoded.get(2), 40)).isEqualTo(42);
        assertThat(run(encoded.get(1), 40)).isEqualTo(41);
    }

    @Test
    void capturedObjectsTravelWithTheWholeLambda() throws Exception {
        List<String> shared = new ArrayList<>(List.of("x"));
        List<List<String>> outer = List.of(shared);
        RemoteCallable<Boolean> task = () -> outer.getFirst() == shared;
        EncodedFunction encoded = EncodedFunction.of(task);
        assertThat(encoded.captured()).isNull();
        assertThat(encoded.lasting()).isFalse();
        assertThat(run(encoded)).as("they are still the same object").isEqualTo(true);
    }

    @Test
    void lambdasWithoutCapturedValuesAreEncodedOnce() throws Exception {
        EncodedFunction first = EncodedFunction.of(constant());
        assertThat(EncodedFunction.of(constant()).bytes()).isSameAs(first.bytes());
        assertThat(run(first)).isEqualTo(42);
    }

    @Test
    void boundMethodReferencesAreTemplatesToo() throws Exception {
        RemoteCallable<Integer> task = "four"::length;
        assertThat(run(EncodedFunction.of(task))).isEqualTo(4);
    }

    private static RemoteFunction<Integer, Integer> adder(int base) {
        return x -> x + base;
    }

    private static RemoteCallable<Integer> constant() {
        return () -> 42;
    }

    private static Object run(EncodedFunction encoded, Object... arguments) throws Exception {
        ClassLoader loader = LambdaClassTest.class.getClassLoader();
        byte[] call = TaskCodec.encodeCall(encoded.id(), encoded.captured(), arguments, 1 << 20);
        TaskCodec.Call decoded =
                TaskCodec.decode(call, id -> TaskCodec.decodeFunction(new ByteSource(encoded.bytes()), loader), loader);
        return Invocation.call(decoded.function(), decoded.arguments());
    }
}
