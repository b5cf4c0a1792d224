package dev.cloister.cli.bench;

import dev.cloister.ProgressLine;
import dev.cloister.ProgressMeter;

/** Shows on a terminal what a command does and how far it is: one line, taken away at its end. Says nothing elsewhere. */
public final class Progress implements AutoCloseable {
    private final ProgressLine line = ProgressLine.passing("");
    private final ProgressMeter meter;
    private final BudgetClock clock;

    /** Whether a step is under way, which ends with the next one. */
    private boolean stepping;

    private Progress(long total, BudgetClock clock) {
        this.clock = clock;
        this.meter = ProgressMeter.start(total, line);
    }

    /** Of a command that does so many things. */
    public static Progress of(long total) {
        return new Progress(total, new BudgetClock(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY));
    }

    /** Of a command that does as many things as it has time for. */
    static Progress within(BudgetClock clock) {
        return new Progress(-1, clock);
    }

    /** A new stage. */
    public void stage(String text) {
        endStep();
        line.label(text);
    }

    /** The next step within a stage; the one before has been done. */
    void step(String text) {
        endStep();
        stepping = true;
        long left = Math.round(clock.left());
        line.label(left == Long.MAX_VALUE ? text : text + "; " + left + " s left");
    }

    private void endStep() {
        if (stepping) {
            stepping = false;
            meter.done();
        }
    }

    /** One of the things has ended. */
    public void ended(boolean well) {
        if (well) {
            meter.done();
        } else {
            meter.failed();
        }
    }

    /** Makes room for other output. */
    public void clear() {
        endStep();
        line.clear();
    }

    @Override
    public void close() {
        meter.close();
    }
}
