package dev.cloister;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How worker JVMs are started. Immutable; each {@code with} method returns a changed copy and checks its value.
 *
 * <p>A worker inherits the parent's class path or module path, its system properties and the JVM flags that shape the
 * program ({@code --add-opens}, {@code --enable-preview}, {@code -ea}, {@code -javaagent} ...), and not those that
 * belong to one process (heap size, garbage collector, debugger, JMX port, log files, recordings). The table is in
 * {@code docs/decisions}.
 *
 * <p>What a worker gets of the machine - processors, priority, memory - is set before its JVM begins and holds for all that
 * tasks start. Where the system lacks what an option needs, {@link Pool#open} throws an {@link
 * UnsupportedOperationException} that says what is missing: such an option is never ignored. Thread backends use none of
 * these options.
 *
 * {@snippet :
 * var workers = dev.cloister.WorkerOptions.defaults()
 *         .withJvmArguments("-Xmx512m")
 *         .withEnvironment("OMP_NUM_THREADS", "1");
 * var careful = workers.withNiceness(10).withMemoryLimits(768L << 20, 1L << 30);
 * }
 */
public sealed interface WorkerOptions permits WorkerConfiguration {
    /** The smallest value of {@link #withHeap}: 8 MiB. */
    long MIN_HEAP_BYTES = 8L << 20;

    /** The smallest value of {@link #withMemoryCap}: 192 MiB. */
    long MIN_MEMORY_CAP_BYTES = 192L << 20;

    /** The smallest limit of {@link #withMemoryLimits}: 64 MiB, about what an idle worker holds. */
    long MIN_MEMORY_LIMIT_BYTES = 64L << 20;

    /** Everything at its default. */
    static WorkerOptions defaults() {
        return WorkerConfiguration.DEFAULTS;
    }

    /** JVM arguments after the inherited ones, so that they win. */
    List<String> jvmArguments();

    /** Environment variables set for the workers on top of the parent's; a null value removes one. */
    Map<String, @Nullable String> environment();

    /** The working directory of the workers; null for the parent's. */
    @Nullable
    Path directory();

    /** Whether the parent's JVM flags are inherited. Default: true. The class path always is. */
    boolean inheritsJvmArguments();

    /** Returns a copy with these JVM arguments instead of those given before. */
    WorkerOptions withJvmArguments(String... arguments);

    /** Returns a copy that also sets this variable. */
    WorkerOptions withEnvironment(String name, String value);

    /** Returns a copy that also removes this variable. */
    WorkerOptions withoutEnvironment(String name);

    /** Returns a copy whose workers start in {@code directory}, which must exist. */
    WorkerOptions withDirectory(Path directory);

    /** Returns a copy that inherits the parent's JVM flags, or none of them. */
    WorkerOptions withInheritedJvmArguments(boolean inherit);

    /** The places that workers are pinned to; empty for each usable processor; null if workers are not pinned. */
    @Nullable
    List<Set<Integer>> pinning();

    /** By how much the workers' priority is below this process's, from 0 to 19. Default: 0. */
    int niceness();

    /** The largest heap of a worker in bytes; 0 if {@link #withHeap} was not called. */
    long heapBytes();

    /** Whether {@link #withHeapShare} was called. */
    boolean sharesHeap();

    /** The most private memory that a worker gets from the system, in bytes; 0 for no cap, the default. */
    long memoryCapBytes();

    /** The resident memory in bytes above which a worker is replaced after its tasks; 0 for no limit, the default. */
    long softMemoryLimitBytes();

    /** The resident memory in bytes above which a worker is killed; 0 for no limit, the default. */
    long hardMemoryLimitBytes();

    /**
     * Returns a copy that pins each worker to one of the processors that this process may use: the one with the fewest
     * living workers of the pool. The worker's JVM then sees one processor, and its tasks do not move between caches.
     *
     * <p>Needs Linux and the program {@code taskset}. Pinned workers are not taken from {@link WarmWorkers}.
     */
    WorkerOptions withPinning();

    /**
     * Returns a copy that pins each worker to one of these places, as {@link #withPinning()} does; a place is a set of
     * processors, numbered as the system does from 0.
     *
     * @param places at least one; none of them empty. {@link Pool#open} throws an {@link IllegalArgumentException} if one
     *     has a processor that this process may not use
     */
    WorkerOptions withPinning(List<? extends Set<Integer>> places);

    /**
     * Returns a copy whose workers have a lower priority, so that they take the processor time that others leave.
     *
     * @param niceness from 0 to 19; added to that of this process, as the program {@code nice} does, which this needs
     */
    WorkerOptions withNiceness(int niceness);

    /**
     * Returns a copy whose workers have a heap of up to {@code bytes}; {@code -Xmx} among the {@link #jvmArguments} wins.
     * Replaces {@link #withHeapShare}.
     *
     * <p>By default, a pool of up to 3 workers leaves the choice to the JVM, a quarter of the memory each; in a larger pool
     * each worker gets 75 % of the memory divided by the pool's size, so that all together do not take more than there
     * is, but not less than 1 %. Memory is that of the machine or of its container, as the worker's JVM sees it.
     *
     * @param bytes at least {@link #MIN_HEAP_BYTES}; rounded down to KiB
     */
    WorkerOptions withHeap(long bytes);

    /**
     * Returns a copy whose workers have a heap of up to 75 % of the memory divided by the size with which the pool is
     * opened, whatever that is. Replaces {@link #withHeap}.
     */
    WorkerOptions withHeapShare();

    /**
     * Returns a copy whose workers get no more than {@code bytes} of private memory - heap, native memory and stacks
     * together - from the kernel: beyond that, {@code malloc} returns NULL in native code, a Java allocation throws an
     * {@link OutOfMemoryError}, and a JVM or C++ program that cannot go on ends, which its task sees as a {@link
     * WorkerMemoryException} that names the cap. Each process that a task starts has a cap of the same size of its own.
     *
     * <p>Unless a heap size is given, the heap is half of what the cap leaves beyond 128 MiB. {@link Pool#open} throws
     * an {@link IllegalArgumentException} if a heap that was given and these 128 MiB do not fit under the cap. Needs
     * Linux; elsewhere there is no such limit, and {@link #withMemoryLimits} is what comes near.
     *
     * @param bytes at least {@link #MIN_MEMORY_CAP_BYTES}; rounded down to KiB
     */
    WorkerOptions withMemoryCap(long bytes);

    /**
     * Returns a copy whose workers are watched by this process, for leaks in native code and for tasks that take too much:
     *
     * <ul>
     *   <li>A worker that holds more than {@code softBytes} and has run at least one task gets no more tasks, ends when those
     *       it has have ended, and is replaced when needed. No task fails by it. Idle workers are replaced too.
     *   <li>A worker that holds more than {@code hardBytes} is killed. The tasks that were running in it fail with a {@link
     *       WorkerMemoryException}; those that had not started are run by others.
     * </ul>
     *
     * <p>What counts is the resident memory of the worker process alone: Java heap that was used once, and memory shared
     * with other processes, count too, so set limits well above the heap size. It is looked at every 50 ms, and every 10 ms
     * while it grows fast: at full speed a task can get some 10 to 20 % beyond the hard limit for that moment, more with
     * limits below 256 MiB. Where there is no {@code /proc}, the program {@code ps} is asked every 500 ms. {@link
     * #withMemoryCap} is never exceeded.
     *
     * @param softBytes at least {@link #MIN_MEMORY_LIMIT_BYTES}; 0 for none
     * @param hardBytes at least {@link #MIN_MEMORY_LIMIT_BYTES} and {@code softBytes}; 0 for none
     */
    WorkerOptions withMemoryLimits(long softBytes, long hardBytes);
}
