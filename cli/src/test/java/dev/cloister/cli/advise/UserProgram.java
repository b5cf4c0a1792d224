package dev.cloister.cli.advise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** A program of a user: sources, compiled. */
public final class UserProgram {
    private UserProgram() {}

    /** Compiles sources, by the path of their file, into a folder, which may hold classes that they use, as Cloister is. */
    public static void compile(Path classes, Map<String, String> sources) throws IOException {
        String classPath = classes + File.pathSeparator + System.getProperty("java.class.path");
        List<String> arguments =
                new ArrayList<>(List.of("-d", classes.toString(), "-cp", classPath, "-Xlint:none", "-proc:none"));
        Path folder = Files.createTempDirectory(classes.getParent(), "sources");
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = folder.resolve(source.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, source.getValue());
            arguments.add(file.toString());
        }
        StringWriter messages = new StringWriter();
        int code = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(new PrintWriter(messages), new PrintWriter(messages), arguments.toArray(String[]::new));
        assertThat(code).as(messages.toString()).isZero();
    }

    /** Packs a folder of classes into a jar. */
    public static void pack(Path classes, Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
    }
}
