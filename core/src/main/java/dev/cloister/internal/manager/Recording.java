package dev.cloister.internal.manager;

import dev.cloister.CodecException;
import dev.cloister.internal.protocol.ByteSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Calls of objects of one manager that are noted and made together later. The code that makes a call runs once to note it, and once
 * more when its outcome is known, to do with that what it does. For one thread.
 */
public final class Recording {
    private final Endpoint endpoint;
    private final List<Call> calls = new ArrayList<>();

    /** The code that is noted now. */
    private Callable<?> noting = () -> null;

    /** Whether the code that is noted now has made its call. */
    private boolean called;

    /** Why the code that is noted now cannot be; null if it can. */
    private @Nullable IllegalArgumentException refusal;

    /** The call whose outcome the code that runs now is to get; null if there is none. */
    private @Nullable Call known;

    /** For objects of this manager. */
    public Recording(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** A call that is noted. */
    static final class Call {
        private final ObjectHandler object;
        private final Operation operation;
        private final @Nullable Object[] arguments;

        /** What made it. */
        private final Callable<?> code;

        private boolean ended;
        private @Nullable Object result;
        private @Nullable Throwable thrown;
        private final CompletableFuture<@Nullable Object> future = new CompletableFuture<>();

        Call(ObjectHandler object, Operation operation, @Nullable Object[] arguments, Callable<?> code) {
            this.object = object;
            this.operation = operation;
            this.arguments = arguments;
            this.code = code;
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

        void done(@Nullable Object returned) {
            ended = true;
            result = returned;
        }

        void failed(Throwable error) {
            ended = true;
            thrown = error;
        }

        private boolean isOf(ObjectHandler other, Operation method) {
            return object.equals(other) && operation.equals(method);
        }

        private @Nullable Object outcome() throws Throwable {
            if (thrown != null) {
                throw thrown;
            }
            return result;
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
        noting = code;
        called = false;
        refusal = null;
        try {
            Object _ = code.call();
        } catch (Exception | Error e) {
            if (!called) {
                throw e;
            } // else it is of no use to the code what stands for the result
        } finally {
            thread.recording = before;
        }
        if (refusal != null) {
            Call _ = calls.removeLast();
            throw refusal;
        }
        if (!called) {
            throw new IllegalArgumentException(
                    "the code called no managed object: a call of a batch is one call of one");
        }
        return calls.getLast().future;
    }

    /** The code that runs makes a call. */
    @Nullable
    Object record(ObjectHandler object, Operation operation, @Nullable Object[] arguments) throws Throwable {
        Call now = known;
        if (now == null) {
            note(object, operation, arguments);
            return Defaults.of(operation.method().getReturnType());
        }
        if (!now.isOf(object, operation)) {
            throw new IllegalArgumentException("the code calls " + operation.name() + " of " + object
                    + ", which is another call than the one that was added to the batch");
        }
        CallingThread.current().recording = null;
        return now.outcome();
    }

    private void note(ObjectHandler object, Operation operation, @Nullable Object[] arguments) {
        if (object.endpoint().id() != endpoint.id()) {
            throw new IllegalArgumentException(
                    object + " belongs to another manager than the batch: " + endpoint.name());
        }
        if (called) {
            refusal = new IllegalArgumentException("the code calls managed objects more than once, the second time "
                    + operation.name() + " of " + object
                    + ": a call of a batch is one call of one object, and iterators and"
                    + " views make several");
            throw refusal;
        }
        called = true;
        calls.add(new Call(object, operation, arguments.clone(), noting));
    }

    /** Has the code of a call do the rest, with the call's outcome. */
    private void end(Call call) {
        CallingThread thread = CallingThread.current();
        Recording before = thread.recording;
        thread.recording = this;
        known = call;
        try {
            boolean _ = call.future.complete(call.code.call());
        } catch (Throwable t) { // of the call, or of the code
            boolean _ = call.future.completeExceptionally(t);
        } finally {
            known = null;
            thread.recording = before;
        }
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
            calls.stream().filter(call -> !call.ended).forEach(call -> call.failed(e));
            throw e;
        } finally {
            List<Call> made = List.copyOf(calls);
            calls.clear();
            made.forEach(this::end);
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
