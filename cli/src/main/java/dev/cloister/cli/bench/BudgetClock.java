package dev.cloister.cli.bench;

import java.util.concurrent.TimeUnit;

/** Divides the time of the whole command among its stages. */
public final class BudgetClock {
    private static final double SHORT_SHARE = 0.0035;

    private final long start = System.nanoTime();
    private final double totalSeconds;
    private final double hardSeconds;
    private double shares;

    /** Starts it. */
    public BudgetClock(double totalSeconds, double hardSeconds) {
        this.totalSeconds = totalSeconds;
        this.hardSeconds = hardSeconds;
    }

    /** Begins a stage that may use this share of the total, and what earlier stages left over. */
    void beginStage(double share) {
        shares += share;
    }

    /** Seconds until the stage should end; negative when it is late. */
    double remaining() {
        return shares * totalSeconds - elapsed();
    }

    /** Seconds until the whole command should end; infinite if it may take as long as it likes. */
    double left() {
        return hardSeconds == Double.POSITIVE_INFINITY ? hardSeconds : Math.max(0, totalSeconds - elapsed());
    }

    /** Seconds that a run may take to be repeated even when time is short. */
    double shortRun() {
        return totalSeconds * SHORT_SHARE;
    }

    /** Whether the whole command takes so long that peers must be left out. */
    boolean late() {
        return elapsed() > hardSeconds;
    }

    /** Seconds since the command began. */
    public double elapsed() {
        return (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
    }
}
