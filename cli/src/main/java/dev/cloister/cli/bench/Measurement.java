package dev.cloister.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The runs of one contender so far. For one thread. */
final class Measurement {
    private final Contender contender;
    private final int limitSeconds;
    private final List<Double> seconds = new ArrayList<>();
    private boolean agrees = true;
    /** Set once, when it must not run (again). */
    private @Nullable String note;

    Measurement(Contender contender, int limitSeconds) {
        this.contender = contender;
        this.limitSeconds = limitSeconds;
    }

    Contender contender() {
        return contender;
    }

    int runs() {
        return seconds.size();
    }

    /** Whether it can be run. */
    boolean open() {
        return note == null;
    }

    void skip(String reason) {
        note = reason;
    }

    void prepare() throws InterruptedException {
        limited(() -> {
            contender.prepare();
            return true;
        });
    }

    /** Runs once more and compares with {@code expected}, if there is anything yet to compare with. */
    @Nullable
    Run run(@Nullable List<Answer> expected) throws InterruptedException {
        Run run = limited(contender::run);
        if (run != null) {
            seconds.add(run.seconds());
            agrees &= expected == null || Answer.agree(expected, run.answers());
        }
        return run;
    }

    /** Runs once more for its timeline; the time is not counted. Empty if there is none, or for a failure, which is noted. */
    Optional<Timeline> record(List<Answer> expected) throws InterruptedException {
        Optional<Recorded> recorded = limited(contender::record);
        if (recorded == null || recorded.isEmpty()) {
            return Optional.empty();
        }
        agrees &= Answer.agree(expected, recorded.get().answers());
        return Optional.of(recorded.get().timeline());
    }

    /** The median of the runs. */
    double median() {
        return Figures.median(seconds.stream().mapToDouble(Double::doubleValue).toArray());
    }

    Row row(String workload) {
        return new Row(
                workload,
                contender.runtime(),
                contender.mode(),
                contender.kind(),
                seconds,
                Double.NaN,
                agrees && runs() > 0,
                contender.advice().orElse(null),
                note);
    }

    /** What went wrong becomes the note: one contender's trouble must not end the others. */
    private <T> @Nullable T limited(Callable<T> step) throws InterruptedException {
        var future = new FutureTask<>(step);
        Thread thread = Thread.ofPlatform().daemon().name("cloister-bench-run").start(future);
        try {
            return future.get(limitSeconds, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            note = describe(e.getCause() == null ? e : e.getCause());
            contender.close(); // it may still be busy with what it did not answer
        } catch (TimeoutException e) {
            note = "no answer within " + limitSeconds + " s";
            thread.interrupt();
            contender.close();
        }
        return null;
    }

    static String describe(Throwable error) {
        String message = error instanceof ContenderException ? error.getMessage() : error.toString();
        return String.valueOf(message)
                .lines()
                .findFirst()
                .orElse(error.getClass().getName());
    }
}
