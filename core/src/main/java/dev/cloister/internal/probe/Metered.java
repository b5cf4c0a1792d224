package dev.cloister.internal.probe;

import dev.cloister.CodecException;
import dev.cloister.RemoteBiFunction;
import dev.cloister.RemoteCallable;
import dev.cloister.RemoteFunction;
import dev.cloister.internal.codec.Invocation;
import dev.cloister.internal.codec.OutcomeCodec;
import dev.cloister.internal.codec.Wrapping;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.ByteSource;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A function that measures the user's function behind it, in whatever thread and process it runs. It returns what that
 * returns, or, when the call was measured, a {@link Sampled} around it; what it throws passes through. {@link Gauge} takes
 * the value out again.
 */
public final class Metered
        implements RemoteFunction<@Nullable Object, @Nullable Object>,
                RemoteBiFunction<@Nullable Object, @Nullable Object, @Nullable Object>,
                RemoteCallable<@Nullable Object>,
                Wrapping {
    private static final long serialVersionUID = 1;

    private static final int SMALL_BYTES = 64 * 1024;
    private static final long MAX_BATCH = 1 << 16;

    /** A lambda or whatever else the user gave. */
    @SuppressWarnings("serial") // if it cannot travel, the task cannot
    private final Object target;

    /** One call in so many is measured. */
    private final int every;

    /** For how long the function is run again and again in a call; 0: it runs once. */
    private final long repeatNanos;

    /** The largest result in bytes, which travels within the sample; 0: it is returned as it is. */
    private final int packedBytes;

    /** Whether somebody looks at what the thread does meanwhile. */
    private final boolean watched;

    /** Calls so far. Written by all threads that run tasks; a lost count does no harm. */
    private transient int calls;

    private Metered(Object target, int every, long repeatNanos, int packedBytes, boolean watched) {
        this.target = target;
        this.every = every;
        this.repeatNanos = repeatNanos;
        this.packedBytes = packedBytes;
        this.watched = watched;
    }

    /** Measures one call in {@code every}, from 1, the first included; a call that is not measured costs some nanoseconds. */
    public static Metered sampling(Object target, int every) {
        if (every < 1) {
            throw new IllegalArgumentException("every must be at least 1: " + every);
        }
        return new Metered(target, every, 0, 0, false);
    }

    /** Measures each call; its result travels as bytes within the sample, so that the cost of that is known. */
    public static Metered packing(Object target, long repeatNanos, int maxBytes, boolean watched) {
        return new Metered(target, 1, repeatNanos, maxBytes, watched);
    }

    /** Measures each call of a function whose result stays in this process. */
    public static Metered local(Object target, long repeatNanos, boolean watched) {
        return new Metered(target, 1, repeatNanos, 0, watched);
    }

    @Override
    public Object target() {
        return target;
    }

    @Override
    public @Nullable Object apply(@Nullable Object argument) throws Exception {
        return run(argument);
    }

    @Override
    public @Nullable Object apply(@Nullable Object first, @Nullable Object second) throws Exception {
        return run(first, second);
    }

    @Override
    public @Nullable Object call() throws Exception {
        return run(Invocation.noArguments());
    }

    private @Nullable Object run(@Nullable Object... arguments) throws Exception {
        if (every > 1 && calls++ % every != 0) {
            return Invocation.call(target, arguments);
        }
        Measurement measurement = Measurement.begin(watched);
        @Nullable Object value;
        try {
            value = repeat(measurement, arguments);
        } finally {
            measurement.end();
        }
        if (packedBytes == 0) {
            return new Sampled(value, measurement.sample(-1, -1));
        }
        long begin = System.nanoTime();
        byte[] result = OutcomeCodec.encodeResult(0, value, packedBytes);
        if (result.length < SMALL_BYTES) { // the first time tells more of the JVM than of the result
            begin = System.nanoTime();
            result = OutcomeCodec.encodeResult(0, value, packedBytes);
        }
        Sample sample = measurement.sample(result.length, System.nanoTime() - begin);
        ByteSink sink = new ByteSink(result.length + 128);
        sample.put(sink);
        return sink.putBytes(result, 0, result.length).toBytes();
    }

    /**
     * What a measured call gave.
     *
     * @param value the user's
     * @param sample of the call
     * @param decodeNanos how long rebuilding the value took; 0 if it did not travel
     */
    public record Measured(@Nullable Object value, Sample sample, long decodeNanos) {}

    /**
     * Takes apart the result of a function that measures each call.
     *
     * @param loader finds the classes of the value
     * @throws CodecException if the value cannot be rebuilt
     */
    public static Measured unpack(@Nullable Object result, ClassLoader loader) {
        if (result instanceof Sampled sampled) {
            return new Measured(sampled.value(), sampled.sample(), 0);
        }
        if (!(result instanceof byte[] packed)) {
            throw new IllegalStateException("a metered function returned what it never does; please report this");
        }
        try {
            ByteSource source = new ByteSource(packed);
            Sample sample = Sample.take(source);
            byte[] body = Arrays.copyOfRange(packed, source.position(), packed.length);
            long begin = System.nanoTime();
            Object value = OutcomeCodec.decodeResult(body, loader);
            if (body.length < SMALL_BYTES) {
                begin = System.nanoTime();
                value = OutcomeCodec.decodeResult(body, loader);
            }
            return new Measured(value, sample, System.nanoTime() - begin);
        } catch (IOException e) {
            throw new IllegalStateException("a sample is cut short; please report this", e);
        }
    }

    /** Runs the function, and again until the time is up. Short tasks are run in growing numbers, so that measuring does not count. */
    private @Nullable Object repeat(Measurement measurement, @Nullable Object[] arguments) throws Exception {
        @Nullable Object value = Invocation.call(target, arguments);
        measurement.ran(1);
        for (long batch = 1; measurement.isShortOf(repeatNanos); ) {
            long fit = measurement.left(repeatNanos) / Math.max(1, measurement.lastNanos());
            batch = Math.max(1, Math.min(batch * 2, Math.min(fit, MAX_BATCH)));
            for (long i = 0; i < batch; i++) {
                value = Invocation.call(target, arguments);
            }
            measurement.ran(batch);
        }
        return value;
    }
}
