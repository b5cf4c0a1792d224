package dev.cloister.advice;

import dev.cloister.CodecException;
import dev.cloister.RemoteBiFunction;
import dev.cloister.RemoteFunction;
import dev.cloister.internal.advice.Consultation;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Says which backend suits a piece of work, by running some of its tasks and measuring them. For who wants it done rather than said:
 * {@code Pool.auto()}.
 *
 * {@snippet :
 * var advice = dev.cloister.advice.Advisor.advise(
 *         n -> java.util.stream.LongStream.range(0, n).map(i -> i * i).sum(), java.util.List.of(100_000L, 200_000L));
 * System.out.println(advice.choice() + ", because " + advice.reason());
 * System.out.print(advice.code());
 * }
 *
 * <p><b>It runs the function several times</b> on each of up to four inputs, in worker processes: alone, beside another one in the
 * same process, and in two processes at a time. So it is for functions that may be run again. A task that exits or crashes ends its worker
 * only, and that is a reason for processes. A function, argument or result that cannot travel is run in threads of this JVM instead;
 * so it is if the options say that the tasks share state. But not if its code is seen to end the JVM, or isolation was asked for: then the
 * answer is {@link Advice#CANNOT_TELL}.
 *
 * <p>The inputs are the whole of the work, of which some are run: of a {@link java.util.Collection} those in equal distances, of
 * another source the first. How many there are counts; of a source that is no collection it is not known.
 *
 * <p>It takes the start of two worker processes and then, beside what tasks that have begun need, half of the {@linkplain
 * AdviceOptions#budget() budget}. A task that never ends is waited for until the caller is interrupted. Safe for use by many threads, but measurements
 * at the same time disturb each other. Nothing of it is left but workers that are about to end.
 */
public final class Advisor {
    private Advisor() {}

    /** As {@link #advise(RemoteFunction, Iterable, AdviceOptions)} with {@link AdviceOptions#defaults()}. */
    public static <T extends @Nullable Object, R extends @Nullable Object> Advice advise(
            RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> inputs)
            throws InterruptedException, ExecutionException {
        return advise(function, inputs, AdviceOptions.defaults());
    }

    /**
     * Measures and chooses.
     *
     * @param function what is to be run
     * @param inputs the work, at least one
     * @throws IllegalArgumentException if there are no inputs
     * @throws ExecutionException around what the function threw on an input; the message names its position. Or around a {@link
     *     CodecException} of an argument that cannot be rebuilt in a worker, or a {@code WorkerStartException}. Not for a task that ended its worker: that is an answer
     * @throws InterruptedException if the caller was interrupted; what runs was cancelled
     */
    public static <T extends @Nullable Object, R extends @Nullable Object> Advice advise(
            RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> inputs, AdviceOptions options)
            throws InterruptedException, ExecutionException {
        return Consultation.advise(function, false, inputs, options);
    }

    /** As {@link #advise(RemoteFunction, Iterable, AdviceOptions)} for functions of two arguments. */
    public static <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            Advice adviseForPairs(
                    RemoteBiFunction<? super A, ? super B, ? extends R> function,
                    Iterable<? extends Map.Entry<? extends A, ? extends B>> inputs,
                    AdviceOptions options)
                    throws InterruptedException, ExecutionException {
        return Consultation.advise(function, true, inputs, options);
    }
}
