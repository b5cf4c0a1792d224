package dev.cloister.cli.faults;

import dev.cloister.Pool;
import dev.cloister.RemoteCallable;
import dev.cloister.TaskOptions;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A task that waits until as many as it says are in the same folder, and returns its process.
 *
 * @param folder where they meet
 * @param number of this one
 * @param count how many come
 */
record Meeting(String folder, int number, int count) implements RemoteCallable<Long> {
    private static final double PATIENCE_SECONDS = 15;

    @Override
    public Long call() throws Exception {
        Files.createFile(Path.of(folder, Integer.toString(number))); // throws if it is there: this task ran twice
        if (!Moment.await(PATIENCE_SECONDS, this::isComplete)) {
            throw new TimeoutException("the others did not come");
        }
        return ProcessHandle.current().pid();
    }

    private boolean isComplete() {
        int there = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(folder))) {
            for (Path _ : files) {
                there++;
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return there >= count;
    }

    /** Has as many tasks as the pool has workers run at once; the processes, or what prevented that. */
    static List<Long> hold(Pool pool, int workers, Path folder) throws IOException, InterruptedException {
        Path meeting = Files.createTempDirectory(folder, "meeting");
        List<Future<Long>> futures = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            futures.add(pool.submit(new Meeting(meeting.toString(), i, workers), TaskOptions.defaults()));
        }
        List<Long> pids = new ArrayList<>();
        try {
            for (Future<Long> future : futures) {
                pids.add(future.get((long) PATIENCE_SECONDS, TimeUnit.SECONDS));
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(workers + " tasks did not run at the same time: " + e, e);
        }
        Set<Long> different = new HashSet<>(pids);
        if (different.size() != workers) {
            throw new IOException(workers + " tasks ran in " + different.size() + " processes");
        }
        return pids;
    }
}
