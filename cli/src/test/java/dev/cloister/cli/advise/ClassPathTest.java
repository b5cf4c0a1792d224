package dev.cloister.cli.advise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.cli.advise.measure.RefusedException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathTest {
    @TempDir
    private Path folder;

    private Path a;
    private Path b;

    @BeforeEach
    void jars() throws Exception {
        Path classes = Files.createDirectory(folder.resolve("classes"));
        Files.writeString(classes.resolve("x.txt"), "x");
        a = folder.resolve("a.jar");
        b = folder.resolve("b-1.jar");
        UserProgram.pack(classes, a);
        UserProgram.pack(classes, b);
    }

    @Test
    void takesFoldersJarsAndPatterns() throws Exception {
        Path classes = folder.resolve("classes");

        assertThat(ClassPath.parse(List.of(classes + File.pathSeparator + b, a.toString())))
                .containsExactly(classes, b, a);
        assertThat(ClassPath.parse(List.of(folder + "/*"))).containsExactly(a, b);
        assertThat(ClassPath.parse(List.of(folder + "/b-*.jar"))).containsExactly(b);
    }

    @Test
    void refusesWhatIsNotThere() {
        assertRefuses(folder.resolve("c.jar").toString(), "there is no file or folder " + folder.resolve("c.jar"));
        assertRefuses(
                "no/such",
                "there is no file or folder no/such; it was looked for at "
                        + Path.of("no/such").toAbsolutePath());
        assertRefuses(folder + "/lib/*", "there is no folder " + folder.resolve("lib"));
        assertRefuses(folder + "/c*", "no jar in " + folder + " matches");
        assertRefuses("", "--class-path is empty");
    }

    @Test
    void refusesWhatHoldsNoClasses() {
        Path text = folder.resolve("classes/x.txt");
        assertRefuses(text.toString(), text + " is neither a folder nor a jar");
    }

    private static void assertRefuses(String classPath, String message) {
        assertThatThrownBy(() -> ClassPath.parse(List.of(classPath)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(message);
    }
}
