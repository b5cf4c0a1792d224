package dev.cloister.internal.parent;

import dev.cloister.WorkerOptions;
import dev.cloister.internal.protocol.Launch;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The environment of a worker: the parent's, without what would apply JVM options twice, with the user's changes. */
final class WorkerEnvironment {
    /** The JVM reads these; what they say is among the inherited arguments already. */
    static final List<String> JVM_OPTION_VARIABLES = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private WorkerEnvironment() {}

    /** Changes a process builder's environment. */
    static void apply(Map<String, String> environment, WorkerOptions options) {
        for (String variable : JVM_OPTION_VARIABLES) { // loops: linking a lambda in a young JVM takes a millisecond
            environment.remove(variable);
        }
        for (Map.Entry<String, @Nullable String> entry : options.environment().entrySet()) {
            String value = entry.getValue();
            if (value == null) {
                environment.remove(entry.getKey());
            } else {
                environment.put(entry.getKey(), value);
            }
        }
        environment.put(Launch.DEPTH_VARIABLE, Integer.toString(depth() + 1));
    }

    /** How many workers are above this process. */
    static int depth() {
        try {
            return Integer.parseInt(System.getenv().getOrDefault(Launch.DEPTH_VARIABLE, "0"));
        } catch (NumberFormatException e) { // not ours, or tampered with: assume a worker
            return 1;
        }
    }
}
