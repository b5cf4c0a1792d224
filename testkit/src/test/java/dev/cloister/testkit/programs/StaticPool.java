package dev.cloister.testkit.programs;

import dev.cloister.Pool;
import java.util.concurrent.ExecutionException;

/** Opens a pool and submits a lambda in its static initializer, which runs in workers too. */
public final class StaticPool {
    private static final Pool POOL = Pool.ofProcesses(2);
    private static final String RESULT = compute();

    private StaticPool() {}

    private static String compute() {
        StringBuilder text = new StringBuilder();
        try {
            text.append("value ").append(POOL.submit(() -> 42).get());
        } catch (ExecutionException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                text.append(cause).append(System.lineSeparator());
            }
        } catch (InterruptedException e) {
            text.append(e);
        }
        return text.toString();
    }

    /** Prints what became of it. */
    public static void main(String[] args) {
        System.out.println(RESULT);
        POOL.close();
    }
}
