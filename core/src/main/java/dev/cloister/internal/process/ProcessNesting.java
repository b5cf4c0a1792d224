package dev.cloister.internal.process;

import dev.cloister.internal.context.ProcessIdentity;
import dev.cloister.internal.parent.Nesting;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether this process may start others. Each process by hand may, but not in code that runs in each of them again: it
 * would start processes without end.
 */
public final class ProcessNesting {
    private static final String PROPERTY = "dev.cloister.maxProcessDepth";
    private static final int DEFAULT_DEPTH = 8;

    private ProcessNesting() {}

    /**
     * Throws where the start of a process or the opening of a pool of processes would never end.
     *
     * @param signature the main class and arguments of what is to be started; null if it is something else
     * @throws IllegalStateException with what to do instead
     */
    public static void requireAllowed(@Nullable String signature) {
        if (!ProcessIdentity.isByHand()) {
            Nesting.requireAllowed();
            return;
        }
        String initialized = initializedClass();
        if (initialized != null || ProcessIdentity.isPreparing()) {
            throw refusal("in the static initializer of "
                    + (initialized == null ? "a class that its target needs" : initialized)
                    + ", which each process runs again that uses the class: processes would start without end. Start it"
                    + " in the program's main method, or in a method that only the program's first process calls");
        }
        if (signature != null && ProcessIdentity.ofThis().lineage().contains(signature)) {
            throw refusal("for the main class and arguments that it or one of its ancestors was started with ("
                    + signature
                    + "): processes would start without end. Start other arguments, or another class, or ask"
                    + " JvmProcess.parentProcess() whether this is the first process");
        }
        int depth = Nesting.depth();
        int max = Integer.getInteger(PROPERTY, DEFAULT_DEPTH);
        if (depth >= max) {
            throw refusal("at a depth of " + depth + " below the program's first process, the most that is allowed; if"
                    + " that is no endless chain, allow it with -D" + PROPERTY + "=" + (depth + 1) + " on the program");
        }
    }

    private static IllegalStateException refusal(String why) {
        ProcessIdentity here = ProcessIdentity.ofThis();
        return new IllegalStateException("process " + here.name() + " (pid "
                + ProcessHandle.current().pid() + ") may not start a process here, " + why);
    }

    /** The class whose static initializer the calling thread runs; null if it runs none. */
    private static @Nullable String initializedClass() {
        Optional<String> found = StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> frame.getMethodName().equals("<clinit>"))
                        .map(StackWalker.StackFrame::getClassName)
                        .filter(name -> !name.startsWith("dev.cloister.internal."))
                        .findFirst());
        return found.orElse(null);
    }
}
