package dev.cloister;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How worker JVMs are started. Immutable; each {@code with} method returns a changed copy and checks its value.
 *
 * <p>A worker inherits the parent's class path or module path, its system properties and the JVM flags that shape the
 * program ({@code --add-opens}, {@code --enable-preview}, {@code -ea}, {@code -javaagent} ...), and not those that
 * belong to one process (heap size, garbage collector, debugger, JMX port, log files, recordings). The table is in
 * {@code docs/decisions}.
 *
 * {@snippet :
 * var workers = dev.cloister.WorkerOptions.defaults()
 *         .withJvmArguments("-Xmx512m")
 *         .withEnvironment("OMP_NUM_THREADS", "1");
 * }
 */
public sealed interface WorkerOptions permits WorkerConfiguration {
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
}
