package dev.cloister.internal.worker;

import dev.cloister.internal.protocol.Launch;

/** Ends this worker when the parent is gone: the end of its stream of frames says so. */
final class ParentWatch {
    private ParentWatch() {}

    /** Kills what this process started, and this process. No exit hooks: nobody is left who could want their work. */
    static void parentIsGone() {
        try {
            ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        } finally {
            Runtime.getRuntime().halt(Launch.EXIT_PARENT_GONE);
        }
    }
}
