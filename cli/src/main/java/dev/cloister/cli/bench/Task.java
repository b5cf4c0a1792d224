package dev.cloister.cli.bench;

import dev.cloister.RemoteCallable;
import java.util.Map;

/** One piece of a workload: travels to worker JVMs as it is, and to CPython as a JSON object. */
interface Task extends RemoteCallable<Answer> {
    /** What {@code peer.py} needs to do the same; {@code kind} chooses the function. */
    Map<String, Object> forPython();
}
