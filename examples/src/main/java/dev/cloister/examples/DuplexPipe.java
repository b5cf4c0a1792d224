package dev.cloister.examples;

import dev.cloister.Pool;
import dev.cloister.shared.Connection;
import dev.cloister.shared.Pipe;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Section 4: processes that talk, by a pipe. A pipe has two ends, and what is sent at one is received at the other. This
 * program keeps one and gives the other to a task, which answers each number with its square until the pipe ends.
 */
public final class DuplexPipe {
    private DuplexPipe() {}

    /** Asks a worker process for some squares. */
    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        int questions = args.length > 0 ? Integer.parseInt(args[0]) : 5;
        try (Pool pool = Pool.ofProcesses(1);
                Pipe pipe = Pipe.duplex()) {
            Connection parent = pipe.first();
            Connection child = pipe.second();
            Future<Integer> answers = pool.submit(() -> answerAll(child));
            for (int i = 1; i <= questions; i++) {
                parent.send(i);
                System.out.println(i + " squared is " + parent.receive());
            }
            child.close(); // this process's copy of the other end: the task has its own
            parent.close(); // the task sees the end of the pipe
            System.out.println("the task gave " + answers.get() + " answers");
        }
    }

    /** Answers until nobody has the other end any more. */
    private static int answerAll(Connection connection) throws IOException, InterruptedException {
        int answers = 0;
        try (connection) {
            while (true) {
                if (connection.receive() instanceof Integer number) {
                    connection.send(number * number);
                    answers++;
                }
            }
        } catch (EOFException e) { // the pipe's end is how this task learns that it is done
            return answers;
        }
    }
}
