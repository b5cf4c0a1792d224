package dev.cloister.internal.manager;

import dev.cloister.internal.codec.ValueCodec;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.ByteSource;
import java.io.IOException;
import java.io.ObjectInputFilter;
import org.jspecify.annotations.Nullable;

/** The manager's end of a link of calls: its thread receives, decodes, runs and answers one after the other. */
final class ServedLink {
    /** An array that a large answer has left is not kept. */
    private static final int KEPT_BYTES = 1 << 20;

    private final ManagerServer server;
    private final ClientSession session;
    private final Link link;
    private final long number;
    private final @Nullable ObjectInputFilter filter;
    private final RunningCall running = new RunningCall();
    private final ServedCall call = new ServedCall();
    private final Deliveries deliveries = new Deliveries();

    /** The caller of the last call. Used by the link's thread. */
    private Caller caller;

    ServedLink(
            ManagerServer server, ClientSession session, Link link, long number, @Nullable ObjectInputFilter filter) {
        this.server = server;
        this.session = session;
        this.link = link;
        this.number = number;
        this.filter = filter;
        this.caller = new Caller(session.number(), 0);
    }

    long number() {
        return number;
    }

    Deliveries deliveries() {
        return deliveries;
    }

    RunningCall running() {
        return running;
    }

    void interruptAndClose() {
        running.interruptForEver();
        link.close();
    }

    /** Serves until the client is gone or the link is closed. */
    void serve() {
        ByteSink answer = new ByteSink(1024);
        try {
            while (true) {
                byte[] message = link.receive();
                deliveries.arrived(); // who sends the next message has got the last answer
                if (message.length == 0 || message[0] == Messages.END) {
                    return;
                }
                answer.clear();
                answer(new ByteSource(message), answer);
                send(answer);
                if (answer.array().length > KEPT_BYTES) {
                    answer = new ByteSink(1024);
                }
            }
        } catch (IOException | InterruptedException e) {
            // the client is gone, has closed the link, or the manager closes
        } finally {
            link.close();
            session.remove(this);
        }
    }

    private void send(ByteSink answer) throws IOException {
        try {
            link.send(answer.array(), answer.size());
        } catch (IOException e) {
            deliveries.undo();
            throw e;
        }
    }

    private void answer(ByteSource message, ByteSink answer) throws IOException {
        int kind = message.takeByte();
        int callNumber = message.takeInt();
        long thread = message.takeLong();
        if (caller.thread() != thread) {
            caller = new Caller(session.number(), thread);
        }
        if (kind == Messages.CALL) {
            answerOne(callNumber, message, answer);
        } else if (kind == Messages.CALLS) {
            answerMany(callNumber, message, answer);
        } else {
            throw new IOException("malformed message: kind " + kind);
        }
    }

    private void answerMany(int callNumber, ByteSource message, ByteSink answer) throws IOException {
        int count = message.takeLength(1);
        answer.putByte(Messages.ANSWERS);
        for (int i = 0; i < count; i++) {
            int length = message.takeLength(1);
            int end = message.position() + length;
            int lengthAt = answer.reserve(4);
            answerOne(callNumber, message, answer);
            answer.setInt(lengthAt, answer.size() - lengthAt - 4);
            message.moveTo(end);
        }
    }

    /** Never throws what the call did, or what its values did. */
    private void answerOne(int callNumber, ByteSource message, ByteSink answer) throws IOException {
        int start = answer.size();
        try {
            call.take(message);
            if (!running.begin(callNumber)) {
                throw new IOException("the client is gone");
            }
            try {
                caller.run(call);
            } finally {
                running.end();
            }
            deliveries.add(callNumber, call.undo);
            call.put(answer);
        } catch (IOException e) { // malformed, or the end; what a servant throws is in the call
            throw e;
        } catch (Throwable t) { // the values' own code, or a wrong number
            if (call.undo != null) {
                deliveries.undoLast();
            }
            answer.truncate(start);
            Messages.putThrown(answer, t, server.limits().maxMessageBytes());
        } finally {
            call.clear();
        }
    }

    /** The call that is being served; used again for each. */
    private final class ServedCall implements Runnable {
        private final CallingThread thread = CallingThread.current();
        private @Nullable LocalObject object;
        private @Nullable Operation operation;
        private @Nullable Object @Nullable [] arguments;
        private @Nullable Object result;
        private @Nullable Throwable thrown;
        private @Nullable Runnable undo;

        void take(ByteSource message) throws IOException {
            object = server.required(message.takeLong());
            operation = object.methods().get(message.takeByte() | message.takeByte() << 8);
            thread.inBand = server;
            thread.far = filter != null;
            try {
                arguments = Messages.takeArguments(message, ValueCodec.loader(), filter);
            } finally {
                thread.inBand = null;
                thread.far = false;
            }
        }

        @Override
        @SuppressWarnings("NullAway") // take comes first
        public void run() {
            try {
                result = operation.invoke(object.servant(), arguments);
            } catch (Throwable t) { // the servant's; it goes to the caller
                thrown = t;
            }
            undo = Delivery.undo();
        }

        @SuppressWarnings("NullAway") // take comes first
        void put(ByteSink answer) {
            if (thrown != null) {
                Messages.putThrown(answer, thrown, server.limits().maxMessageBytes());
                return;
            }
            LocalObject managed = server.managedResult(operation, result);
            if (managed != null) {
                session.count(managed);
                Messages.putProxy(answer, managed);
                return;
            }
            thread.inBand = server;
            thread.session = session;
            try {
                Messages.putAnswer(answer, result, server.limits().maxMessageBytes());
            } finally {
                thread.inBand = null;
                thread.session = null;
            }
        }

        void clear() {
            object = null;
            operation = null;
            arguments = null;
            result = null;
            thrown = null;
            undo = null;
        }
    }
}
