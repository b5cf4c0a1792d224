package dev.cloister.internal.parent;

import dev.cloister.WorkerOptions;
import dev.cloister.internal.os.ResourceTools;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the workers of one pool are given of the machine, as words before their command. What the system cannot do is
 * refused when the pool is opened, not ignored: {@link #require}.
 */
public final class WorkerResources {
    private static final int NO_PLACE = -1;

    private final WorkerOptions options;

    /** Null if workers are not pinned. */
    private final @Nullable CpuSeats seats;

    WorkerResources(WorkerOptions options) {
        this.options = options;
        List<Set<Integer>> pinning = options.pinning();
        seats = pinning == null
                ? null
                : new CpuSeats(pinning, ResourceTools.find().usable());
    }

    /** The part of the command that belongs to one worker; {@link #leavePlace} gives it back. */
    int takePlace() {
        return seats == null ? NO_PLACE : seats.take();
    }

    void leavePlace(int place) {
        if (seats != null && place != NO_PLACE) {
            seats.leave(place);
        }
    }

    /** The words before the command of the worker at this place. */
    List<String> words(int place) {
        List<String> words = new ArrayList<>();
        if (options.niceness() > 0) {
            words.addAll(ResourceTools.niceWords(options.niceness()));
        }
        if (seats != null) {
            words.addAll(ResourceTools.pinWords(seats.cpus(place)));
        }
        if (options.memoryCapBytes() > 0) {
            words.addAll(ResourceTools.capWords(options.memoryCapBytes()));
        }
        return words;
    }

    /**
     * Checks that the options can be had.
     *
     * @throws UnsupportedOperationException if this system cannot do it
     * @throws IllegalArgumentException if nobody could
     */
    public static void require(WorkerOptions options) {
        boolean plain = options.pinning() == null
                && options.niceness() == 0
                && options.memoryCapBytes() == 0
                && options.softMemoryLimitBytes() == 0
                && options.hardMemoryLimitBytes() == 0;
        if (!plain) {
            require(options, ResourceTools.find());
        }
    }

    static void require(WorkerOptions options, ResourceTools tools) {
        requireTool("withNiceness", options.niceness() > 0, tools.nice() != null, "the program nice");
        requireTool(
                "withPinning", options.pinning() != null, tools.taskset() != null, "the program taskset (util-linux)");
        requireTool(
                "withMemoryCap",
                options.memoryCapBytes() > 0,
                tools.dataLimit() != null,
                "Linux, whose limit for data counts all private memory, and a POSIX shell");
        requireTool(
                "withMemoryLimits",
                options.softMemoryLimitBytes() > 0 || options.hardMemoryLimitBytes() > 0,
                tools.knowsResident(),
                "/proc or the program ps, to see how much memory a process holds");
        requireUsable(options.pinning(), tools.usable());
        HeapFlags.requireFits(options);
    }

    private static void requireTool(String option, boolean asked, boolean there, String what) {
        if (asked && !there) {
            throw new UnsupportedOperationException("WorkerOptions." + option + " needs " + what
                    + ", which this system does not have (os.name=" + System.getProperty("os.name") + ", PATH="
                    + System.getenv("PATH") + "); install it, or open the pool without this option");
        }
    }

    private static void requireUsable(@Nullable List<Set<Integer>> pinning, Set<Integer> usable) {
        if (pinning == null) {
            return;
        }
        if (usable.isEmpty()) {
            throw new UnsupportedOperationException(
                    "WorkerOptions.withPinning needs Cpus_allowed_list in /proc/self/status, which is not there");
        }
        for (Set<Integer> place : pinning) {
            if (!usable.containsAll(place)) {
                Set<Integer> foreign = new TreeSet<>(place);
                foreign.removeAll(usable);
                throw new IllegalArgumentException(
                        "WorkerOptions.withPinning names processors that this process may not use: " + foreign
                                + "; it may use " + usable + " (Cpus_allowed_list in /proc/self/status)");
            }
        }
    }
}
