package dev.cloister.internal.channel;

/**
 * Says whether it pays to wait actively for some microseconds before sleeping: only if it mostly did lately, and with
 * more than one processor. Waking a sleeping processor costs more than such a wait. For one thread at a time.
 */
public final class SpinBudget {
    /** How long an active wait lasts at most. */
    public static final long SPIN_NANOS = 25_000;

    private static final boolean POSSIBLE = Runtime.getRuntime().availableProcessors() > 1;
    private static final int ALWAYS = 1024;
    private static final int RETRY_EVERY = 32;

    /** Smoothed share of waits that paid, of {@link #ALWAYS}. */
    private int success = ALWAYS;

    private int refused;

    /** Whether to try. */
    public boolean isWorthwhile() {
        return POSSIBLE && (success >= ALWAYS / 2 || ++refused % RETRY_EVERY == 0);
    }

    /** How the try went. */
    public void count(boolean paid) {
        success = paid ? Math.max(success + (ALWAYS - success) / 8, ALWAYS * 3 / 4) : success - success / 8;
    }
}
