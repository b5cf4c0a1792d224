package dev.cloister.internal.parent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/**
 * Cloister's own classes as files, for programs whose class path cannot be given to a worker because Cloister's jar is
 * inside another jar: the worker's main class and everything of Cloister that it refers to, found by reading the class
 * files. All other classes are sent to the worker when it asks.
 */
final class UnpackedClasses {
    private static final String OURS = "dev/cloister/";

    private UnpackedClasses() {}

    /** Writes the classes below {@code directory} unless they are there already. */
    static Path unpack(Path directory) throws IOException {
        Path root = directory.resolve("classes");
        if (!Files.exists(root)) {
            ArrayDeque<String> toWrite = new ArrayDeque<>();
            toWrite.add(WorkerCommand.MAIN_CLASS.replace('.', '/'));
            Set<String> seen = new HashSet<>(toWrite);
            for (String name; (name = toWrite.poll()) != null; ) {
                byte[] bytes = bytesOf(name);
                Path file = root.resolve(name + ".class");
                Files.createDirectories(file.getParent());
                Files.write(file, bytes);
                for (PoolEntry entry : ClassFile.of().parse(bytes).constantPool()) {
                    if (entry instanceof ClassEntry reference) {
                        String referred = reference.asInternalName();
                        if (referred.startsWith(OURS) && seen.add(referred)) {
                            toWrite.add(referred);
                        }
                    }
                }
            }
        }
        return root;
    }

    private static byte[] bytesOf(String name) throws IOException {
        try (InputStream in = UnpackedClasses.class.getResourceAsStream("/" + name + ".class")) {
            if (in == null) {
                throw new IOException("Cloister's own class " + name.replace('/', '.')
                        + " cannot be read by the class loader that loaded Cloister; workers cannot be started");
            }
            return in.readAllBytes();
        }
    }
}
