package dev.cloister.cli.advise;

import dev.cloister.cli.advise.measure.RefusedException;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipException;

/** A class path as people write it, taken apart and checked: the JVM itself says nothing of an entry that is not there. */
final class ClassPath {
    private ClassPath() {}

    /**
     * Its jars and directories, absolute.
     *
     * @param texts each with any number of entries; a last name with {@code *} stands for the jars that match, {@code *}
     *     alone for all
     * @throws RefusedException if one is not there or can hold no classes
     */
    static List<Path> parse(List<String> texts) throws IOException {
        List<Path> entries = new ArrayList<>();
        for (String text : texts) {
            for (String entry : text.split(File.pathSeparator, -1)) {
                if (!entry.isBlank()) {
                    add(entry, entries);
                }
            }
        }
        if (entries.isEmpty()) {
            throw new RefusedException(
                    "--class-path is empty: name the jar or the folder that has the class, such as --class-path app.jar");
        }
        return entries;
    }

    private static void add(String entry, List<Path> entries) throws IOException {
        Path path;
        try {
            String name = new File(entry).getName();
            if (name.contains("*")) {
                entries.addAll(jars(entry, name));
                return;
            }
            path = Path.of(entry).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new RefusedException("--class-path: '" + entry + "' is no path: " + e.getMessage());
        }
        if (!Files.exists(path)) {
            throw new RefusedException("--class-path: there is no file or folder " + entry
                    + (path.toString().equals(entry) ? "" : "; it was looked for at " + path));
        }
        entries.add(checked(path));
    }

    private static Path checked(Path path) throws IOException {
        if (!Files.isReadable(path)) {
            throw new RefusedException("--class-path: " + path + " cannot be read: no permission");
        }
        if (!Files.isDirectory(path)) {
            try (JarFile _ = new JarFile(path.toFile())) {
                return path;
            } catch (ZipException e) {
                throw new RefusedException("--class-path: " + path + " is neither a folder nor a jar: " + e.getMessage()
                        + (path.toString().endsWith(".class") ? "; name the folder that its package begins in" : ""));
            }
        }
        return path;
    }

    private static List<Path> jars(String entry, String pattern) throws IOException {
        String parent = new File(entry).getParent();
        Path folder = Path.of(parent == null ? "" : parent).toAbsolutePath().normalize();
        if (!Files.isDirectory(folder)) {
            throw new RefusedException("--class-path: there is no folder " + folder + " for " + entry);
        }
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> matching = Files.newDirectoryStream(folder, pattern)) {
            for (Path path : matching) {
                String name = path.getFileName().toString();
                if (name.endsWith(".jar") || name.endsWith(".JAR")) {
                    found.add(checked(path));
                }
            }
        }
        if (found.isEmpty()) {
            throw new RefusedException("--class-path: no jar in " + folder + " matches " + entry);
        }
        Collections.sort(found);
        return found;
    }
}
