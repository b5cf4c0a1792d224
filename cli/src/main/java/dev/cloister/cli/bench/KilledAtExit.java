package dev.cloister.cli.bench;

import dev.cloister.ExitHooks;
import java.util.List;

/** Processes that a command starts and that must not outlive it, when it is interrupted from the keyboard too. */
public final class KilledAtExit {
    /** Before their folders are removed. */
    private static final int PRIORITY = 10;

    private KilledAtExit() {}

    /** Has the process and its descendants killed when this one exits; returns it. */
    public static Process add(Process process) {
        ExitHooks.Hook hook = ExitHooks.register(PRIORITY, () -> kill(process));
        var _ = process.onExit().thenRun(hook::cancel);
        return process;
    }

    private static void kill(Process process) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
