package dev.cloister.internal.context;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who this process is in the tree of processes that were started by hand.
 *
 * @param name its name
 * @param path its place: the numbers of its ancestors and its own, as in {@code 2:1}; empty for the root
 * @param daemon whether its parent ends it instead of waiting for it
 * @param lineage the main classes with their arguments that it and its ancestors were started with
 */
public record ProcessIdentity(String name, String path, boolean daemon, List<String> lineage) {
    private static final String ROOT_NAME = "main";

    private static final ProcessIdentity ROOT = new ProcessIdentity(ROOT_NAME, "", false, List.of());

    /** Null unless this process was started by hand. Set once, before code of the user runs. */
    private static volatile @Nullable ProcessIdentity own;

    /** Whether the code that this process is to run is being found and decoded. */
    private static volatile boolean preparing;

    /** This process was started by hand. */
    public static void become(ProcessIdentity identity) {
        own = identity;
    }

    /** Whether this process was started by hand: it is neither a program's first nor a pool's worker. */
    public static boolean isByHand() {
        return own != null;
    }

    /** That of this process. */
    public static ProcessIdentity ofThis() {
        ProcessIdentity known = own;
        if (known != null) {
            return known;
        }
        WorkerContext worker = WorkerContext.process();
        return worker == null ? ROOT : new ProcessIdentity(worker.name(), worker.name(), false, List.of());
    }

    /** The name of this process. */
    public static String nameOfThis() {
        WorkerContext worker = WorkerContext.process();
        return worker == null ? ROOT_NAME : worker.name();
    }

    /** The target is being decoded, and the static initializers run that this takes; or that is over. */
    public static void preparing(boolean begins) {
        preparing = begins;
    }

    /** Whether the code that this process is to run is being found and decoded. */
    public static boolean isPreparing() {
        return preparing;
    }
}
