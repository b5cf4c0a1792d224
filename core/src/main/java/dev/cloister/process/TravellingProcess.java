package dev.cloister.process;

import dev.cloister.internal.process.ChildProcess;
import java.io.Serializable;

/**
 * A {@link JvmProcess} on its way to another process, where it is a name.
 *
 * @param name its name
 * @param path its place in the tree
 * @param daemon whether it is a daemon
 * @param owner the name of the process that made it
 * @param ownerPid its process id
 */
record TravellingProcess(String name, String path, boolean daemon, String owner, long ownerPid)
        implements Serializable {
    private Object readResolve() {
        JvmProcess own = ownerPid == ProcessHandle.current().pid() ? JvmProcess.alive(path) : null;
        return own != null
                ? own
                : new JvmProcess(
                        ChildProcess.ofAnother(name, path, daemon, "process " + owner + " (pid " + ownerPid + ")"));
    }
}
