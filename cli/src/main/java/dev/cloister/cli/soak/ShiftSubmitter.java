package dev.cloister.cli.soak;

import dev.cloister.Pool;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/** Keeps a pool busy with {@link SharedTask}s, and uses the same things in this process, which survives. */
final class ShiftSubmitter implements Runnable {
    private static final int OUTSTANDING = 3;
    private static final int STEPS = 4;

    private final Pool pool;
    private final SharedWork work;
    private final Ledger ledger;
    private final SplittableRandom random;
    private final BooleanSupplier goesOn;
    private final Deque<Pending> outstanding = new ArrayDeque<>();

    private record Pending(long id, Future<Long> future) {}

    ShiftSubmitter(Pool pool, SharedWork work, Ledger ledger, SplittableRandom random, BooleanSupplier goesOn) {
        this.pool = pool;
        this.work = work;
        this.ledger = ledger;
        this.random = random;
        this.goesOn = goesOn;
    }

    @Override
    public void run() {
        try {
            SharedShift own = work.ownShift(random.split());
            while (goesOn.getAsBoolean()) {
                long id = ledger.nextId();
                outstanding.add(new Pending(id, pool.submit(work.task(id, 0, null))));
                own.run(STEPS);
                if (outstanding.size() > OUTSTANDING) {
                    settle(outstanding.pop());
                }
            }
            while (!outstanding.isEmpty()) {
                settle(outstanding.pop());
            }
        } catch (InterruptedException e) { // the end took too long: what is outstanding is lost
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            ledger.wrong("a thread of the surviving process failed: " + e);
        }
    }

    private void settle(Pending pending) throws InterruptedException {
        try {
            ledger.value(pending.id(), pending.future().get());
        } catch (ExecutionException e) {
            ledger.error(pending.id(), e.getCause() == null ? e : e.getCause(), false);
        } catch (CancellationException e) {
            ledger.error(pending.id(), e, false);
        }
    }
}
