package dev.cloister.cli.bench;

import java.math.BigInteger;
import java.util.Map;

/**
 * The sum of the squares of all whole numbers from 0 to {@code below - 1}, exactly.
 *
 * @param below the first number that is left out
 */
record SumOfSquares(int below) implements Task {
    /** Sums up to here can take one more square of an {@code int} without an overflow. */
    private static final long FULL = 1L << 62;

    @Override
    public Answer call() {
        return new Answer(exactly(below).toString());
    }

    @Override
    public Map<String, Object> forPython() {
        return Map.of("kind", "cpu", "below", below);
    }

    /** The sum passes 64 bits at 3.1 million, hence the parts. */
    static BigInteger exactly(int below) {
        BigInteger total = BigInteger.ZERO;
        long part = 0;
        for (long i = 0; i < below; i++) {
            part += i * i;
            if (part >= FULL) {
                total = total.add(BigInteger.valueOf(part));
                part = 0;
            }
        }
        return total.add(BigInteger.valueOf(part));
    }
}
