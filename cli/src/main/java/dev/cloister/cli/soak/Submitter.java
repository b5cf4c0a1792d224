package dev.cloister.cli.soak;

import dev.cloister.Outcome;
import dev.cloister.Pool;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/** Submits tasks until it is told to stop, and enters how they ended: single ones, and maps with chunks. */
final class Submitter implements Runnable {
    private static final int MOST_OUTSTANDING = 32;
    private static final int MOST_INPUTS = 64;
    private static final int MOST_MICROS = 6_000;
    private static final int SHARE_OF_MAPS = 20;
    private static final int SHARE_OF_TINY = 60;
    private static final int PERCENT = 100;

    private final Pool pool;
    private final String folder;
    private final Ledger ledger;
    private final SplittableRandom random;
    private final BooleanSupplier goesOn;

    private record Pending(long id, Future<Long> future) {}

    private final Deque<Pending> outstanding = new ArrayDeque<>();

    Submitter(Pool pool, String folder, Ledger ledger, SplittableRandom random, BooleanSupplier goesOn) {
        this.pool = pool;
        this.folder = folder;
        this.ledger = ledger;
        this.random = random;
        this.goesOn = goesOn;
    }

    @Override
    public void run() {
        try {
            while (goesOn.getAsBoolean()) {
                if (random.nextInt(PERCENT) < SHARE_OF_MAPS) {
                    map();
                } else {
                    submit();
                }
            }
            while (!outstanding.isEmpty()) {
                settle(outstanding.pop());
            }
        } catch (InterruptedException e) { // the end took too long: what is outstanding is lost
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            ledger.wrong("a submitting thread failed: " + e);
        }
    }

    private int micros() {
        return random.nextInt(PERCENT) < SHARE_OF_TINY ? 0 : random.nextInt(MOST_MICROS);
    }

    private void submit() throws InterruptedException {
        long id = ledger.nextId();
        outstanding.add(new Pending(id, pool.submit(new SoakTask(folder, id, micros(), null))));
        if (outstanding.size() > MOST_OUTSTANDING) {
            settle(outstanding.pop());
        }
    }

    private void settle(Pending pending) throws InterruptedException {
        try {
            ledger.value(pending.id(), pending.future().get());
        } catch (ExecutionException e) {
            ledger.error(pending.id(), causeOf(e), false);
        } catch (CancellationException e) {
            ledger.error(pending.id(), e, false);
        }
    }

    private static Throwable causeOf(ExecutionException e) {
        Throwable cause = e.getCause();
        return cause == null ? e : cause;
    }

    private void map() throws InterruptedException {
        List<Long> ids = new ArrayList<>();
        for (int i = 1 + random.nextInt(MOST_INPUTS); i > 0; i--) {
            ids.add(ledger.nextId());
        }
        int chunk = 1 + random.nextInt(8);
        for (Outcome<Long> outcome : pool.mapOutcomes(SoakTask.function(folder, micros() / 4), ids, chunk)) {
            switch (outcome) {
                case Outcome.Success<Long>(int index, Long value) -> ledger.value(ids.get(index), value);
                case Outcome.Failure<Long>(int index, Throwable error) -> ledger.error(ids.get(index), error, false);
            }
        }
    }
}
