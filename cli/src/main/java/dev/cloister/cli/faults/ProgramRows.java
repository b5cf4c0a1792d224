package dev.cloister.cli.faults;

import dev.cloister.Pool;
import dev.cloister.RemoteCallable;
import dev.cloister.WorkerDeath.Cause;
import dev.cloister.WorkerExitedException;
import dev.cloister.faults.Expected;
import dev.cloister.faults.Fault;
import dev.cloister.faults.Faults;
import dev.cloister.faults.Native;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** What befalls a whole program. */
final class ProgramRows {
    private static final String STOPPED = "parent_stopped";
    private static final String DESCRIPTORS = "few_descriptors";
    private static final String PROCESSES = "few_processes";
    private static final String IDLE = "idle";

    /** A user that has no other processes. */
    private static final String NOBODY = "65534";

    private static final double PATIENCE = 30;
    private static final double IDLE_SECONDS = 35;
    private static final double STOP_SECONDS = 1.5;

    /** What the parent needs to see a worker fail; a JVM needs more. */
    private static final int SPARE_THREADS = 4;

    private ProgramRows() {}

    static List<FaultRow> all() {
        return List.of(
                FaultRows.pool("17", "parent killed", "parent_killed", new ParentEnds(false))
                        .within(3)
                        .quickly(),
                FaultRows.pool("18", "parent stopped for 1.5 s", STOPPED, inProgram(STOPPED, List.of(), STOP_SECONDS))
                        .within(4),
                FaultRows.pool(
                                "20",
                                "no descriptor for a new worker",
                                DESCRIPTORS,
                                inProgram(DESCRIPTORS, List.of(), 0))
                        .within(3),
                FaultRows.pool("21", "no process for a new worker", "", new FewProcesses(fewProcesses()))
                        .within(3),
                FaultRows.pool("22", "clock that jumps (nothing reads it)", "", new WallClock(exception())),
                FaultRows.pool("29", "Ctrl-C", "ctrl_c", new ParentEnds(true)).within(6),
                FaultRows.pool("34", "35 s of silence, then work", "", idleProgram()));
    }

    private static InProgram inProgram(String name, List<String> behind, double stopSeconds) {
        return new InProgram(name, scenario(name), behind, stopSeconds, PATIENCE);
    }

    private static InProgram fewProcesses() {
        boolean root = "root".equals(System.getProperty("user.name"));
        List<String> behind =
                root ? List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups") : List.of();
        return inProgram(PROCESSES, behind, 0);
    }

    private static Scenario idleProgram() {
        return new InProgram(IDLE, scenario(IDLE), List.of(), 0, IDLE_SECONDS + PATIENCE);
    }

    /** What {@link FaultProgram} does under this name. */
    static Scenario scenario(String name) {
        return switch (name) {
            case STOPPED -> stopped();
            case DESCRIPTORS -> withoutDescriptors();
            case PROCESSES -> withoutProcesses();
            case IDLE -> exception().before((pool, place) -> Thread.sleep((long) (IDLE_SECONDS * 1000)));
            default -> throw new IllegalArgumentException("no scenario " + name);
        };
    }

    private static TenTasks exception() {
        Fault fault = Fault.EXCEPTION;
        Expected expected = Expected.error(Faults.OwnException.class, "ordinary");
        return TenTasks.of((pool, place) -> fault.submitTo(pool), expected);
    }

    /** The bad task's result is there before its limit, but read after it. */
    private static TenTasks stopped() {
        return TenTasks.of((pool, place) -> pool.submit(new Naps()), Expected.value("slept"))
                .with(Limits::both)
                .during((pool, place) -> System.out.println("READY"));
    }

    /** Sleeps for half the limit. */
    private record Naps() implements RemoteCallable<Object> {
        @Override
        public Object call() throws InterruptedException {
            Thread.sleep(Limits.LIMIT.toMillis() / 2);
            return "slept";
        }
    }

    /** A worker dies while no descriptor can be opened: it cannot be replaced until that is over. */
    private static TenTasks withoutDescriptors() {
        return dies((pool, place) -> Native.limit(Native.RLIMIT_NOFILE, 3))
                .after((pool, place) -> Native.limit(Native.RLIMIT_NOFILE, Long.MAX_VALUE));
    }

    /** A worker dies while its user has so many threads that no JVM can start. */
    private static TenTasks withoutProcesses() {
        return dies((pool, place) -> {
                    long pid = pool.statistics().workers().getFirst().pid();
                    int worker = threads(Path.of("/proc", Long.toString(pid)));
                    Native.limit(Native.RLIMIT_NPROC, ownThreads() - worker + SPARE_THREADS);
                })
                .after((pool, place) -> {
                    boolean failed = Moment.await(3, () -> pool.statistics().failedStarts() > 0);
                    Native.limit(Native.RLIMIT_NPROC, Long.MAX_VALUE);
                    if (!failed) {
                        throw new TimeoutException("the limit had no effect: no start failed");
                    }
                });
    }

    /** A task that halts its process once this was done. */
    private static TenTasks dies(TenTasks.Strike first) {
        String running = "running";
        String told = "told";
        return TenTasks.of(
                        (pool, place) -> pool.submit(new BadTasks.HaltsWhenTold(place.file(running), place.file(told))),
                        Expected.death(
                                WorkerExitedException.class,
                                "exit code 9",
                                death -> death.cause() == Cause.EXIT
                                        && Integer.valueOf(9).equals(death.exitCode())))
                .during((pool, place) -> {
                    boolean _ = Moment.await(PATIENCE, () -> Files.exists(Path.of(place.file(running))));
                    first.strike(pool, place);
                    Files.createDirectory(Path.of(place.file(told))); // needs no descriptor
                });
    }

    /** Threads of all processes of this user. */
    private static int ownThreads() throws IOException {
        Object user = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        int threads = 0;
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                threads += belongsTo(process, user) ? threads(process) : 0;
            }
        }
        return threads;
    }

    private static boolean belongsTo(Path process, Object user) throws IOException {
        try {
            return user.equals(Files.getAttribute(process, "unix:uid"));
        } catch (NoSuchFileException e) { // it has just ended
            return false;
        }
    }

    private static int threads(Path process) throws IOException {
        int threads = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(process.resolve("task"))) {
            for (Path _ : all) {
                threads++;
            }
        }
        return threads;
    }

    /** The program that {@link ParentEnds} ends: nine results, then workers that are busy, stopped and idle. */
    static void parent(Place place) throws Exception {
        Pool pool = Pool.open(TenTasks.options(place));
        List<Long> pids = Meeting.hold(pool, TenTasks.WORKERS, place.folder());
        int right = 0;
        for (long i = 0; i < 9; i++) {
            right += pool.apply(TenTasks::square, i) == i * i ? 1 : 0;
        }
        String file = place.file("grandchild");
        var hanging = pool.submit(() -> {
            long pid = new ProcessBuilder("sleep", "1000").start().pid();
            Files.writeString(Path.of(file), Long.toString(pid));
            return new Faults.Hang().call();
        });
        boolean _ = Moment.await(PATIENCE, () -> Files.exists(Path.of(file)));
        boolean _ = Family.signal(pids.getFirst(), Native.SIGSTOP);
        System.out.println("READY " + right);
        Object _ = hanging.get();
    }
}
