package dev.cloister.cli.advise.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.cli.advise.UserProgram;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetMethodTest {
    private static final String HERE = TargetMethodTest.class.getName();

    @TempDir
    private Path folder;

    /** What is inherited. */
    static class Base {
        static int inherited(int n) {
            return n;
        }
    }

    /** The methods to choose from. */
    static final class Methods extends Base {
        private Methods() {}

        static int one(int n) {
            return n;
        }

        private static void quiet(byte[] bytes) {}

        static int many(int n) {
            return n;
        }

        static int many(Integer n) {
            return n;
        }

        static int many(List<String> words) {
            return words.size();
        }

        static int two(int a, int b) {
            return a + b;
        }

        int instance(int n) {
            return n;
        }
    }

    @Test
    void findsStaticMethodsPublicOrNot() {
        assertThat(find(HERE + "$Methods::one").getName()).isEqualTo("one");
        assertThat(find(HERE + ".Methods::quiet").getName())
                .as("as in a source")
                .isEqualTo("quiet");
        assertThat(find(HERE + ".Methods::inherited").getName()).isEqualTo("inherited");
        assertThat(find("java.lang.Integer::parseInt(String)").getParameterTypes())
                .containsExactly(String.class);
    }

    @Test
    void theTypeOfItsParameterChoosesAnOverload() {
        assertThat(find(HERE + ".Methods::many(int)").getParameterTypes()).containsExactly(int.class);
        assertThat(find(HERE + ".Methods::many(java.lang.Integer)").getParameterTypes())
                .containsExactly(Integer.class);
        assertThat(find(HERE + ".Methods::many(List)").getParameterTypes()).containsExactly(List.class);
        assertThat(find(HERE + ".Methods::quiet(byte[])").getName()).isEqualTo("quiet");
    }

    @Test
    void listsTheOverloads() {
        assertRefuses(
                HERE + ".Methods::many",
                "is overloaded; name one of these, in quotes:",
                "$Methods::many(int)",
                "$Methods::many(java.lang.Integer)",
                "$Methods::many(java.util.List)");
        assertRefuses(HERE + ".Methods::many(String)", "has no many(String), only:", "many(int)");
    }

    @Test
    void listsTheMethodsThatThereAreTheNearestFirst() {
        assertRefuses(
                HERE + ".Methods::on",
                "has no method 'on'; its static methods of one argument are:\n  " + HERE + "$Methods::one(int)",
                "::inherited(int)");
        assertRefuses("java.lang.Runnable::x", "has no method 'x', and no other static method of one argument either");
    }

    @Test
    void saysWhyAMethodCannotBeMeasured() {
        assertRefuses(HERE + ".Methods::instance", "is an instance method", "(not static)", "write a static method");
        assertRefuses(HERE + ".Methods::two", "does not take one argument", "two(int, int)");
    }

    @Test
    void namesTheClassPathAndSimilarClasses() throws Exception {
        Path classes = Files.createDirectory(folder.resolve("classes"));
        UserProgram.compile(
                classes,
                Map.of(
                        "com/acme/Ocr.java", "package com.acme; public class Ocr { static class Page {} }",
                        "com/acme/Other.java",
                                "package com.acme; class Other { Runnable r = new Runnable() { public void run() {} }; }"));
        Path jar = folder.resolve("app.jar");
        UserProgram.pack(classes, jar);
        for (Path place : List.of(classes, jar)) {
            ClassPathNames classPath = new ClassPathNames(List.of(place));
            assertThat(classPath.near("com.acme.OCR")).containsExactly("com.acme.Ocr");
            assertThat(classPath.near("com.acme.ocr.Ocr")).containsExactly("com.acme.Ocr");
            assertThat(classPath.near("com.acme.Ocr.Pages")).containsExactly("com.acme.Ocr$Page");
            assertThat(classPath.near("com.acme.Unlike")).isEmpty();
            assertThatThrownBy(() -> TargetMethod.find(TargetName.parse("com.acme.Orc::x"), classPath))
                    .isInstanceOf(RefusedException.class)
                    .hasMessage(
                            "there is no class com.acme.Orc on the class path\nThe class path that was searched:\n  "
                                    + place + "\nClasses with a similar name:\n  com.acme.Ocr");
        }
    }

    private static Method find(String name) {
        return TargetMethod.find(TargetName.parse(name), new ClassPathNames(List.of()));
    }

    private static void assertRefuses(String name, String... messages) {
        assertThatThrownBy(() -> find(name))
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll(messages);
    }
}
