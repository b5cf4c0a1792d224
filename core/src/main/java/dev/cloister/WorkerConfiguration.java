package dev.cloister;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The one implementation of {@link WorkerOptions}. */
record WorkerConfiguration(
        List<String> jvmArguments,
        Map<String, @Nullable String> environment,
        @Nullable Path directory,
        boolean inheritsJvmArguments,
        ResourceConfiguration resources)
        implements WorkerOptions {
    static final WorkerConfiguration DEFAULTS =
            new WorkerConfiguration(List.of(), Map.of(), null, true, ResourceConfiguration.DEFAULTS);

    @Override
    public WorkerOptions withJvmArguments(String... arguments) {
        for (String argument : arguments) {
            if (!argument.startsWith("-")) {
                throw new IllegalArgumentException(
                        "a JVM argument starts with '-' (write options with a value as one word, --name=value): \""
                                + argument + "\"");
            }
        }
        return new WorkerConfiguration(List.of(arguments), environment, directory, inheritsJvmArguments, resources);
    }

    @Override
    public WorkerOptions withEnvironment(String name, String value) {
        return withVariable(name, value);
    }

    @Override
    public WorkerOptions withoutEnvironment(String name) {
        return withVariable(name, null);
    }

    private WorkerOptions withVariable(String name, @Nullable String value) {
        if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("not a name of an environment variable: \"" + name + "\"");
        }
        if (value != null && value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("the value of " + name + " contains a NUL character");
        }
        Map<String, @Nullable String> copy = new TreeMap<>(environment);
        copy.put(name, value);
        return new WorkerConfiguration(
                jvmArguments, Collections.unmodifiableMap(copy), directory, inheritsJvmArguments, resources);
    }

    @Override
    public WorkerOptions withDirectory(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException("no such directory: " + directory);
        }
        return new WorkerConfiguration(
                jvmArguments, environment, directory.toAbsolutePath(), inheritsJvmArguments, resources);
    }

    @Override
    public WorkerOptions withInheritedJvmArguments(boolean inherit) {
        return new WorkerConfiguration(jvmArguments, environment, directory, inherit, resources);
    }

    private WorkerOptions with(ResourceConfiguration changed) {
        return new WorkerConfiguration(jvmArguments, environment, directory, inheritsJvmArguments, changed);
    }

    @Override
    public @Nullable List<Set<Integer>> pinning() {
        return resources.pinning();
    }

    @Override
    public int niceness() {
        return resources.niceness();
    }

    @Override
    public long heapBytes() {
        return resources.heapBytes();
    }

    @Override
    public boolean sharesHeap() {
        return resources.sharesHeap();
    }

    @Override
    public long memoryCapBytes() {
        return resources.memoryCapBytes();
    }

    @Override
    public long softMemoryLimitBytes() {
        return resources.softMemoryLimitBytes();
    }

    @Override
    public long hardMemoryLimitBytes() {
        return resources.hardMemoryLimitBytes();
    }

    @Override
    public WorkerOptions withPinning() {
        return with(resources.withPinning(List.of()));
    }

    @Override
    public WorkerOptions withPinning(List<? extends Set<Integer>> places) {
        if (places.isEmpty()) {
            throw new IllegalArgumentException(
                    "no places to pin workers to; withPinning() takes all usable processors");
        }
        return with(resources.withPinning(places));
    }

    @Override
    public WorkerOptions withNiceness(int niceness) {
        return with(resources.withNiceness(niceness));
    }

    @Override
    public WorkerOptions withHeap(long bytes) {
        return with(resources.withHeap(bytes));
    }

    @Override
    public WorkerOptions withHeapShare() {
        return with(resources.withHeapShare());
    }

    @Override
    public WorkerOptions withMemoryCap(long bytes) {
        return with(resources.withMemoryCap(bytes));
    }

    @Override
    public WorkerOptions withMemoryLimits(long softBytes, long hardBytes) {
        return with(resources.withMemoryLimits(softBytes, hardBytes));
    }
}
