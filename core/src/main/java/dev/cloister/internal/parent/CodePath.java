package dev.cloister.internal.parent;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a worker finds classes, and how its main class is named: this JVM's class path or module path, made absolute,
 * because a worker may have another working directory.
 *
 * @param arguments JVM arguments, the last of them the main class
 */
record CodePath(List<String> arguments) {
    /** Whether it is a module path. */
    boolean isModular() {
        return arguments.contains("--module");
    }

    /**
     * That of this JVM.
     *
     * @param runDirectory where classes can be unpacked to
     */
    static CodePath current(Path runDirectory) throws IOException {
        return CodePath.class.getModule().isNamed() ? ofModules() : ofClassPath(runDirectory);
    }

    /**
     * Cloister's own place comes first: the AOT cache of a worker is tied to the beginning of its class path, and so
     * depends on Cloister alone.
     */
    private static CodePath ofClassPath(Path runDirectory) throws IOException {
        List<String> entries = new ArrayList<>();
        String own = ownPlace();
        entries.add(own != null ? own : UnpackedClasses.unpack(runDirectory).toString());
        String classPath = System.getProperty("java.class.path", "");
        if (!classPath.isEmpty()) {
            entries.add(WorkerCommand.absolutePath(classPath));
        }
        return new CodePath(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "--class-path",
                String.join(File.pathSeparator, entries),
                WorkerCommand.MAIN_CLASS));
    }

    /** The jar or directory that this class came from; null if it is none, as in a jar inside a jar. */
    static @Nullable String ownPlace() {
        CodeSource source = CodePath.class.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return null;
        }
        try {
            URI location = source.getLocation().toURI();
            return location.getScheme().equals("file") ? Path.of(location).toString() : null;
        } catch (URISyntaxException | IllegalArgumentException e) {
            return null;
        }
    }

    private static CodePath ofModules() {
        String roots = ModuleLayer.boot().modules().stream()
                .map(Module::getName)
                .filter(name -> !name.startsWith("java.") && !name.startsWith("jdk."))
                .collect(Collectors.joining(","));
        List<String> arguments = new ArrayList<>();
        String classPath = System.getProperty("java.class.path", "");
        if (!classPath.isEmpty()) {
            arguments.add("--class-path");
            arguments.add(WorkerCommand.absolutePath(classPath));
        }
        arguments.add("--enable-native-access=ALL-UNNAMED,"
                + CodePath.class.getModule().getName());
        arguments.add("--module-path");
        arguments.add(WorkerCommand.absolutePath(System.getProperty("jdk.module.path", "")));
        arguments.add("--add-modules");
        arguments.add(roots);
        arguments.add("--module");
        arguments.add(CodePath.class.getModule().getName() + "/" + WorkerCommand.MAIN_CLASS);
        return new CodePath(arguments);
    }
}
