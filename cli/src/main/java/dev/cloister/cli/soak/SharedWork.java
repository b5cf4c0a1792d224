package dev.cloister.cli.soak;

import dev.cloister.AbandonedLockException;
import dev.cloister.ParticipantDiedException;
import dev.cloister.Pool;
import dev.cloister.RemoteCallable;
import dev.cloister.cli.faults.Moment;
import dev.cloister.shared.Connection;
import dev.cloister.shared.JoinableQueue;
import dev.cloister.shared.Pipe;
import dev.cloister.shared.SharedLock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Tasks that use everything that processes can share, while processes die that use it. */
final class SharedWork implements Work {
    /** Within so long after the death of all others everything can be had. */
    private static final double REPAIRED_SECONDS = 2;

    /** An end of a pipe that was sent to a worker that died before it came counts for ten of them. */
    private static final double GONE_SECONDS = 15;

    /** Shifts of this process have numbers of their own. */
    private static final long OWN_SHIFTS = 1L << 40;

    private final Path folder;
    private final long seed;
    private final AtomicLong ownShifts = new AtomicLong(OWN_SHIFTS);
    private @Nullable Scene scene;

    /**
     * What there is between begin and end.
     *
     * @param pipe whose one end echoes
     * @param echo the thread that does
     */
    private record Scene(Pipe pipe, SharedThings things, Thread echo) {}

    SharedWork(Path folder, long seed) {
        this.folder = folder;
        this.seed = seed;
    }

    @Override
    public void begin() {
        Pipe pipe = Pipe.duplex();
        Thread echo = Thread.ofPlatform().daemon().name("soak-echo").start(() -> echo(pipe.first()));
        scene = new Scene(pipe, SharedThings.create(pipe), echo);
    }

    /** Sends everything back until its end is closed. */
    private static void echo(Connection end) {
        try {
            while (true) {
                end.send(end.receive());
            }
        } catch (IOException e) { // closed
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Scene scene() {
        Scene known = scene;
        if (known == null) {
            throw new IllegalStateException("begin() was not called");
        }
        return known;
    }

    @Override
    public RemoteCallable<Long> task(long id, int micros, @Nullable Strike strike) {
        return new SharedTask(folder.toString(), id, seed ^ SoakTask.result(id), scene().things, strike);
    }

    /** A shift that this process does itself. */
    SharedShift ownShift(SplittableRandom random) {
        return new SharedShift(folder.toString(), ownShifts.getAndIncrement(), scene().things, random);
    }

    @Override
    public Runnable submitter(Pool pool, Ledger ledger, SplittableRandom random, BooleanSupplier goesOn) {
        return new ShiftSubmitter(pool, this, ledger, random, goesOn);
    }

    @Override
    public boolean killsStopped() {
        return true;
    }

    @Override
    public double goneSeconds() {
        return GONE_SECONDS;
    }

    @Override
    public Map<String, Long> end(Ledger ledger, long deaths) throws IOException, InterruptedException {
        Scene ending = scene();
        try (SharedThings things = ending.things) {
            List<Long> rest = new ArrayList<>();
            for (Long item = things.queue().poll();
                    item != null;
                    item = things.queue().poll()) {
                rest.add(item);
            }
            finish(things.joinable(), rest, ledger, deaths);
            expectFree("the counter's lock", things.lock(), ledger);
            expectFree("the condition's lock", things.gate(), ledger);
            if (!Moment.await(REPAIRED_SECONDS, () -> things.semaphore().availablePermits() == SharedThings.PERMITS)) {
                ledger.wrong(
                        things.semaphore().availablePermits() + " of " + SharedThings.PERMITS + " permits are back");
            }
            things.barrier().reset();
            if (things.barrier().isBroken() || things.barrier().getNumberWaiting() != 0) {
                ledger.wrong("the barrier is not as new after reset(): " + things.barrier());
            }
            Use.closeFile();
            return new SharedAudit(ledger, deaths)
                    .of(folder, rest, things.counter().get());
        } finally {
            ending.pipe.close();
            ending.echo.join(TimeUnit.SECONDS.toMillis((long) REPAIRED_SECONDS));
            if (ending.echo.isAlive()) {
                ledger.problem("the echo did not end when its connection was closed");
            }
            scene = null;
        }
    }

    /** Takes and acknowledges what is left; then nothing may be unfinished, whoever died. */
    private static void finish(JoinableQueue<Long> queue, List<Long> rest, Ledger ledger, long deaths)
            throws InterruptedException {
        for (Long item = queue.poll(); item != null; item = queue.poll()) {
            rest.add(item);
            queue.taskDone();
        }
        long told = 0;
        while (told <= deaths) {
            try {
                if (!queue.join((long) REPAIRED_SECONDS, TimeUnit.SECONDS)) {
                    ledger.wrong("join() waits for " + queue.unfinished() + " items that nobody has any more");
                }
                return;
            } catch (ParticipantDiedException e) {
                told++; // once of each death
            }
        }
        ledger.wrong("join() tells of more deaths than there were: " + deaths);
    }

    private static void expectFree(String name, SharedLock lock, Ledger ledger) throws InterruptedException {
        boolean told = false;
        while (true) {
            try {
                if (lock.tryLock((long) REPAIRED_SECONDS, TimeUnit.SECONDS)) {
                    lock.unlock();
                } else {
                    ledger.wrong(name + " is not free although all that used it are dead: " + lock);
                }
                return;
            } catch (AbandonedLockException e) { // free from now on
                if (told) {
                    ledger.wrong(name + " tells twice that its last holder died");
                    return;
                }
                told = true;
            }
        }
    }
}
