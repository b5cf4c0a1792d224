package dev.cloister.internal.manager;

import dev.cloister.CodecException;
import dev.cloister.internal.protocol.ByteSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Calls of objects of one manager that are noted and made together later. For one thread. */
public final class Recording {
    private final Endpoint endpoint;
    private final List<Call> calls = new ArrayList<>();

    /** Whether the code that runs now has made its call. */
    private boolean called;

    /** For objects of this manager. */
    public Recording(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** A call that is noted. */
    static final class Call {
        private final ObjectHandler object;
        private final Operation operation;
        private final @Nullable Object[] arguments;
        private final CompletableFuture<@Nullable Object> future = new CompletableFuture<>();

        Call(ObjectHandler object, Operation operation, @Nullable Object[] arguments) {
            this.object = object;
            this.operation = operation;
            this.arguments = arguments;
        }

        ObjectHandler object() {
            return object;
        }

        Operation operation() {
            return operation;
        }

        @Nullable
        Object[] arguments() {
            return arguments;
        }

        void done(@Nullable Object result) {
            boolean _ = future.complete(result);
        }

        void failed(Throwable thrown) {
            boolean _ = future.completeExceptionally(thrown);
        }

        private void putInto(ByteSink to) {
            int lengthAt = to.reserve(4);
            Messages.putCall(to, object.id(), operation, arguments);
            to.setInt(lengthAt, to.size() - lengthAt - 4);
        }
    }

    List<Call> list() {
        return calls;
    }

    /** Appends all calls, and returns them; those whose arguments cannot travel fail instead. */
    List<Call> encode(ByteSink to) {
        int countAt = to.reserve(4);
        List<Call> encoded = new ArrayList<>();
        for (Call call : calls) {
            int start = to.size();
            try {
                call.putInto(to);
                encoded.add(call);
            } catch (CodecException e) {
                to.truncate(start);
                call.failed(e);
            }
        }
        to.setInt(countAt, encoded.size());
        return encoded;
    }

    /** How many are noted. */
    public int size() {
        return calls.size();
    }

    /**
     * Runs code that makes one call, and notes it in place of making it.
     *
     * @return ends with the call's result when {@link #make} has made it
     */
    public CompletableFuture<@Nullable Object> note(Callable<?> code) throws Exception {
        CallingThread thread = CallingThread.current();
        Recording before = thread.recording;
        thread.recording = this;
        called = false;
        int noted = calls.size();
        try {
            Object _ = code.call();
        } catch (Exception | Error e) {
            calls.subList(noted, calls.size()).clear();
            throw e;
        } finally {
            thread.recording = before;
        }
        if (!called) {
            throw new IllegalArgumentException(
                    "the code called no managed object: a call of a batch is one call of one");
        }
        return calls.getLast().future;
    }

    @Nullable
    Object record(ObjectHandler object, Operation operation, @Nullable Object[] arguments) {
        if (object.endpoint().id() != endpoint.id()) {
            throw new IllegalArgumentException(
                    object + " belongs to another manager than the batch: " + endpoint.name());
        }
        if (called) {
            throw new IllegalArgumentException("the code calls managed objects more than once, the second time "
                    + operation.name() + " of " + object
                    + ": a call of a batch is one call of one object, and iterators and"
                    + " views make several");
        }
        called = true;
        calls.add(new Call(object, operation, arguments.clone()));
        return Defaults.of(operation.method().getReturnType());
    }

    /**
     * Makes all that were noted, in one message each way, and forgets them. Their futures have ended when this has.
     *
     * @param timeout how long that may take; null for as long as it takes
     */
    public void make(@Nullable Duration timeout) throws InterruptedException {
        long nanos = timeout == null ? 0 : Endpoint.nanos(timeout);
        if (calls.isEmpty()) {
            return;
        }
        try {
            endpoint.callAll(CallingThread.current(), this, nanos);
        } catch (InterruptedException | RuntimeException | Error e) {
            calls.forEach(call -> call.failed(e));
            throw e;
        } finally {
            calls.clear();
        }
    }

    /** What stands for a result that is not known yet. */
    private static final class Defaults {
        @Nullable
        static Object of(Class<?> type) {
            if (!type.isPrimitive() || type == void.class) {
                return null;
            }
            return java.lang.reflect.Array.get(java.lang.reflect.Array.newInstance(type, 1), 0);
        }
    }
}
