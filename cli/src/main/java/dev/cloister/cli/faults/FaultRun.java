package dev.cloister.cli.faults;

import dev.cloister.cli.bench.Progress;
import dev.cloister.cli.faults.FaultResult.Runner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Runs rows one by one, ours and then the peers' of the same fault. */
final class FaultRun {
    private static final double GONE_SECONDS = 3;
    private static final double FILES_SECONDS = 5;
    private static final String NO_PEER = "CPython has nothing to compare";

    /** A row of ours that lasts longer runs in the background from the start. */
    private static final String LONG_ROW = "p34";

    private final Path folder;
    private final @Nullable PythonFaults python;
    private final Progress progress;
    /** How many programs of CPython may run at the same time. */
    private final Semaphore peerPlaces = new Semaphore(4);

    private final Map<String, FutureTask<FaultResult>> background = new ConcurrentHashMap<>();

    FaultRun(Path folder, @Nullable PythonFaults python, Progress progress) {
        this.folder = folder;
        this.python = python;
        this.progress = progress;
    }

    List<FaultResult> run(List<FaultRow> rows) throws IOException, InterruptedException {
        for (FaultRow row : rows) {
            if (row.id().equals(LONG_ROW)) {
                background.put(row.id(), start(() -> runOurs(row)));
            }
        }
        List<FutureTask<FaultResult>> results = new ArrayList<>();
        for (FaultRow row : rows) {
            progress.stage(row.id() + " " + row.title());
            FutureTask<FaultResult> known = background.get(row.id());
            FutureTask<FaultResult> ours = known != null ? known : new FutureTask<>(() -> runOurs(row));
            ours.run(); // does nothing if it runs already
            if (known == null) {
                progress.ended(isFine(await(ours)));
            }
            results.add(ours);
            results.addAll(startPeers(row));
        }
        progress.stage("what runs beside the rows");
        for (FutureTask<FaultResult> late : background.values()) {
            progress.ended(isFine(await(late)));
        }
        List<FaultResult> all = new ArrayList<>();
        for (FutureTask<FaultResult> result : results) {
            all.add(await(result));
        }
        return all;
    }

    private static boolean isFine(FaultResult result) {
        return result.clean() || !result.ran();
    }

    private FaultResult runOurs(FaultRow row) throws IOException, InterruptedException {
        String obstacle = row.scenario().obstacle();
        if (!obstacle.isEmpty()) {
            return FaultResult.skipped(row, Runner.CLOISTER, obstacle);
        }
        Family family = Family.create();
        Observation seen;
        try (Place place = new Place(Files.createTempDirectory(folder, row.id()), family)) {
            seen = row.scenario().observe(place);
        } catch (InterruptedException e) {
            family.kill();
            throw e;
        } catch (Exception e) { // whatever it is, it is the row's result
            seen = new Observation("no verdict", 0, false, Double.NaN, List.of(String.valueOf(e)));
        }
        int orphans = family.awaitGone(GONE_SECONDS);
        List<String> files = row.id().equals(LONG_ROW)
                ? List.of() // those of this JVM are another row's
                : RunFiles.leftBy(ProcessHandle.current().pid(), FILES_SECONDS);
        if (orphans > 0) {
            List<String> complaints = new ArrayList<>(seen.complaints());
            complaints.addAll(family.describe());
            seen = seen.with(complaints);
            family.kill();
        }
        return FaultResult.judge(row, Runner.CLOISTER, seen, orphans, files);
    }

    /** Both at the same time, and beside the next row of ours: where they hang, they do so without work. */
    private List<FutureTask<FaultResult>> startPeers(FaultRow row) throws IOException, InterruptedException {
        PythonFaults peers = python;
        if (peers == null) {
            return List.of();
        }
        List<FutureTask<FaultResult>> running = new ArrayList<>();
        String name = row.peer();
        for (Runner runner : List.of(Runner.POOL, Runner.EXECUTOR)) {
            if (name == null) {
                running.add(start(() -> FaultResult.skipped(row, runner, NO_PEER)));
                continue;
            }
            Place place = new Place(Files.createTempDirectory(folder, row.id()), Family.create());
            peerPlaces.acquire();
            running.add(start(() -> {
                try {
                    return peers.run(row, runner, name, place);
                } finally {
                    peerPlaces.release();
                }
            }));
        }
        return running;
    }

    private static FutureTask<FaultResult> start(java.util.concurrent.Callable<FaultResult> work) {
        FutureTask<FaultResult> task = new FutureTask<>(work);
        Thread.ofPlatform().daemon().name("cloister-faults-row").start(task);
        return task;
    }

    private static FaultResult await(FutureTask<FaultResult> task) throws IOException, InterruptedException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new IOException("a row could not be run: " + e.getCause(), e);
        }
    }
}
