package dev.cloister.cli.advise.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * The user's class path, for messages.
 *
 * @param entries jars and directories
 */
record ClassPathNames(List<Path> entries) {
    private static final String SUFFIX = ".class";
    private static final int MAX_NEAR = 5;
    private static final int MAX_SHOWN = 20;
    private static final int MAX_DISTANCE = 2;
    private static final int MAX_CLASSES = 200_000;

    /** The class path in a line or more. */
    String searched() {
        StringBuilder text = new StringBuilder("The class path that was searched:");
        entries.stream().limit(MAX_SHOWN).forEach(entry -> text.append("\n  ").append(entry));
        if (entries.size() > MAX_SHOWN) {
            text.append("\n  ... and ").append(entries.size() - MAX_SHOWN).append(" more");
        }
        return text.toString();
    }

    /** The classes with a name like this one, the nearest first. */
    List<String> near(String name) {
        String simple = simple(name);
        Comparator<String> nearest = Comparator.comparingInt((String found) -> EditDistance.of(simple(found), simple))
                .thenComparingInt(found -> EditDistance.of(found, name))
                .thenComparing(found -> found);
        return classes().stream()
                .filter(found -> isNear(simple(found), simple))
                .sorted(nearest)
                .limit(MAX_NEAR)
                .toList();
    }

    private static boolean isNear(String found, String wanted) {
        return Math.abs(found.length() - wanted.length()) <= MAX_DISTANCE
                && EditDistance.of(found, wanted) <= Math.min(MAX_DISTANCE, wanted.length() / 2);
    }

    private static String simple(String name) {
        return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1)
                .toLowerCase(Locale.ROOT);
    }

    private List<String> classes() {
        return entries.stream().flatMap(entry -> classes(entry).stream()).toList();
    }

    private static List<String> classes(Path entry) {
        try {
            return Files.isDirectory(entry) ? inFolder(entry) : inJar(entry);
        } catch (IOException | UncheckedIOException e) {
            return List.of(); // what cannot be read has no names to suggest
        }
    }

    private static List<String> inFolder(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return names(files.map(file -> folder.relativize(file).toString().replace('\\', '/')));
        }
    }

    private static List<String> inJar(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            return names(jar.stream().map(ZipEntry::getName));
        }
    }

    private static List<String> names(Stream<String> files) {
        return files.limit(MAX_CLASSES)
                .filter(file -> file.endsWith(SUFFIX) && !file.startsWith("META-INF/") && !file.endsWith("-info.class"))
                .map(file -> file.substring(0, file.length() - SUFFIX.length()).replace('/', '.'))
                .filter(name -> !name.matches(".*\\$\\d.*"))
                .toList();
    }
}
