package dev.cloister.examples;

import dev.cloister.Pool;
import dev.cloister.TaskFuture;
import dev.cloister.shared.Connection;
import dev.cloister.shared.Pipe;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * Section 4: a duplex pipe. Parent and child each have one end and talk; when the parent closes its end, the child sees that
 * nothing more will come.
 */
public final class PipeConversation {
    private PipeConversation() {}

    /** Asks a worker process some questions, and prints what it answers. */
    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        try (Pool pool = Pool.ofProcesses(1);
                Pipe pipe = Pipe.duplex()) {
            Connection parent = pipe.first();
            Connection child = pipe.second();
            TaskFuture<Integer> answered = pool.submit(() -> answer(child));
            child.close(); // the worker has its own
            for (String question : List.of("ping", "how are you", "bytes")) {
                parent.send(question);
                Object answer = parent.receive();
                System.out.println(question + ": " + (answer instanceof byte[] b ? b.length + " bytes" : answer));
            }
            parent.close();
            System.out.println("answered " + answered.get() + " questions");
        }
    }

    /** In the worker: answers until the other end is gone. */
    private static int answer(Connection child) throws IOException, InterruptedException {
        int answered = 0;
        try (child) {
            while (true) {
                Object question = child.receive();
                if ("bytes".equals(question)) {
                    child.sendBytes(new byte[1 << 20]);
                } else {
                    child.send("ping".equals(question) ? "pong" : "fine, thank you");
                }
                answered++;
            }
        } catch (EOFException e) {
            return answered;
        }
    }
}
