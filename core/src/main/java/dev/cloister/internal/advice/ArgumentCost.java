package dev.cloister.internal.advice;

import dev.cloister.internal.codec.ValueCodec;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.ByteSource;
import org.jspecify.annotations.Nullable;

/**
 * What it costs to make arguments travel: the size, and the time of both ends, measured at this end.
 *
 * @param bytes NaN if it was not measured
 * @param nanos NaN if it was not measured
 */
record ArgumentCost(double bytes, double nanos) {
    static final ArgumentCost UNKNOWN = new ArgumentCost(Double.NaN, Double.NaN);

    /** Larger ones are not rebuilt: that takes memory, and about as long as the other end. */
    private static final int REBUILT_BYTES = 32 << 20;

    /** Below it the first time tells more of the JVM than of the argument, so there is a second. */
    private static final int SMALL_BYTES = 1 << 20;

    static ArgumentCost of(@Nullable Object[] arguments, ClassLoader loader) {
        try {
            ArgumentCost first = measure(arguments, loader);
            return first.bytes < SMALL_BYTES ? measure(arguments, loader) : first;
        } catch (Exception | StackOverflowError e) { // the task itself will say that it cannot travel
            return UNKNOWN;
        }
    }

    private static ArgumentCost measure(@Nullable Object[] arguments, ClassLoader loader) throws Exception {
        double bytes = 0;
        double nanos = 0;
        for (Object argument : arguments) {
            long begin = System.nanoTime();
            ByteSink sink = new ByteSink(64);
            ValueCodec.encode(sink, argument);
            long encoded = System.nanoTime() - begin;
            bytes += sink.size();
            nanos += encoded;
            if (sink.size() > REBUILT_BYTES) {
                nanos += encoded;
            } else {
                ByteSource source = new ByteSource(sink.toBytes());
                long decoding = System.nanoTime();
                var _ = ValueCodec.decode(source, loader);
                nanos += System.nanoTime() - decoding;
            }
        }
        return new ArgumentCost(bytes, nanos);
    }
}
