package dev.cloister.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cloister.CodecException;
import dev.cloister.RemoteCallable;
import dev.cloister.RemoteTaskException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CodecErrorsTest {
    record Customer(String name, Object session) implements Serializable {}

    record Order(List<Customer> customers, Map<String, Object> extra) implements Serializable {}

    static class Base implements Serializable {
        private static final long serialVersionUID = 1;
        Object inherited = new Thread();
    }

    static final class Derived extends Base {
        private static final long serialVersionUID = 1;
    }

    static final class Unwritable implements Serializable {
        private static final long serialVersionUID = 1;

        private void writeObject(ObjectOutputStream out) {
            throw new IllegalStateException("will not be written");
        }
    }

    static final class Odd extends Exception {
        private static final long serialVersionUID = 1;
        final transient Object rest = new Object();
        final Object field = new Object();

        Odd() {
            super("odd");
        }
    }

    @Test
    void namesTheCapturedVariable() {
        long before = 1;
        Thread connection = new Thread();
        RemoteCallable<String> task = () -> before + connection.getName();
        assertThat(failure(task).path()).isEqualTo("connection (java.lang.Thread)");
    }

    @Test
    void namesFieldsAndIndexesOnTheWay() {
        Order order = new Order(List.of(new Customer("a", 1), new Customer("b", new Object())), Map.of());
        RemoteCallable<Integer> task = () -> order.customers().size();
        assertThat(failure(task).path()).isEqualTo("order.customers[1].session (java.lang.Object)");
    }

    @Test
    void namesKeysOfMaps() {
        Order order = new Order(List.of(), Map.of("lock", new Object()));
        RemoteCallable<Integer> task = () -> order.customers().size();
        assertThat(failure(task).path()).isEqualTo("order.extra[lock] (java.lang.Object)");
    }

    @Test
    void namesInheritedFields() {
        Derived derived = new Derived();
        RemoteCallable<String> task = () -> derived.inherited.toString();
        assertThat(failure(task).path()).isEqualTo("derived.inherited (java.lang.Thread)");
    }

    @Test
    void namesThisWhenALambdaUsesIt() {
        RemoteCallable<String> task = this::toString;
        assertThat(failure(task).path()).contains(getClass().getName());
    }

    @Test
    void saysWhatTheUsersOwnSerializationThrew() {
        Unwritable unwritable = new Unwritable();
        RemoteCallable<Integer> task = () -> unwritable.hashCode();
        assertThat(failure(task))
                .hasMessageContaining("will not be written")
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void anExceptionThatCannotBeSerializedTravelsAsText() {
        byte[] body = OutcomeCodec.encodeError(5, new Odd(), 1 << 20);
        Throwable back = OutcomeCodec.decodeError(body, getClass().getClassLoader(), "in a test");
        assertThat(back).isInstanceOf(RemoteTaskException.class);
        RemoteTaskException error = (RemoteTaskException) back;
        assertThat(error.remoteClassName()).isEqualTo(Odd.class.getName());
        assertThat(error.remoteMessage()).isEqualTo("odd");
        assertThat(error.remoteStackTrace()).contains("CodecErrorsTest.anExceptionThatCannotBeSerialized");
        assertThat(error.getSuppressed()[0]).hasMessage("in a test");
    }

    @Test
    void anExceptionWhoseClassIsNotHereTravelsAsText() {
        byte[] body = OutcomeCodec.encodeError(5, new LocalException(), 1 << 20);
        ClassLoader poor = new ClassLoader(ClassLoader.getPlatformClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (name.contains("LocalException")) {
                    throw new ClassNotFoundException(name);
                }
                return super.loadClass(name, resolve);
            }
        };
        Throwable back = OutcomeCodec.decodeError(body, poor, "in a test");
        assertThat(back).isInstanceOf(RemoteTaskException.class).hasMessageContaining("LocalException");
        assertThat(back).hasCauseInstanceOf(ClassNotFoundException.class);
    }

    static final class LocalException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    @Test
    void memoryThatRanOutIsMarkedAlsoAsACause() {
        byte[] direct = OutcomeCodec.encodeError(0, new OutOfMemoryError("x"), 1 << 20);
        byte[] cause = OutcomeCodec.encodeError(0, new RuntimeException(new OutOfMemoryError("x")), 1 << 20);
        byte[] other = OutcomeCodec.encodeError(0, new RuntimeException(), 1 << 20);
        assertThat(OutcomeCodec.isExhausted(direct)).isTrue();
        assertThat(OutcomeCodec.isExhausted(cause)).isTrue();
        assertThat(OutcomeCodec.isExhausted(other)).isFalse();
    }

    @Test
    void aResultAboveTheLimitIsRefusedWhereItIsMade() {
        CodecException e =
                catchThrowableOfType(CodecException.class, () -> OutcomeCodec.encodeResult(0, new byte[2000], 1024));
        assertThat(e).hasMessageContaining("limit of 1024").hasMessageContaining("withMaxMessageBytes");
    }

    private static CodecException failure(RemoteCallable<?> task) {
        CodecException e = catchThrowableOfType(CodecException.class, () -> TaskCodec.encodeFunction(task));
        assertThat(e).as("the task should not travel").isNotNull();
        return e;
    }
}
