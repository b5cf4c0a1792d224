package dev.cloister.cli.advise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The program of a user. */
final class Acme {
    private static final String OCR = """
            package com.acme;

            public class Ocr {
                public static long compute(int n) {
                    long sum = 0;
                    for (int i = 0; i < 2_000_000; i++) {
                        sum += (long) i * i % (n + 7);
                    }
                    return sum;
                }

                static int print(int n) {
                    System.out.println("printed " + n);
                    System.err.println("printed twice");
                    compute(n);
                    return n;
                }

                static int print(String text) {
                    return 0;
                }

                public static Thread thread(int n) {
                    compute(n);
                    return Thread.currentThread();
                }

                public static int divide(int n) {
                    return 1 / n;
                }

                public static int exit(int n) {
                    if (n == 5) {
                        System.exit(3);
                    }
                    compute(n);
                    return n;
                }

                public static void hang(String file) throws Exception {
                    java.nio.file.Files.writeString(java.nio.file.Path.of(file), "begun");
                    Thread.sleep(1_000_000);
                }

                public static class Page {
                    private static void quiet(String line) throws java.io.IOException {
                        compute(line.length());
                    }
                }
            }
            """;
    private static final String INCOMPLETE =
            "package com.acme; public class Incomplete extends Removed { public static int use(int n) { return n; } }";

    private Acme() {}

    /** Its jar. */
    static Path jar(Path folder) throws IOException {
        Path classes = Files.createDirectory(folder.resolve("classes"));
        UserProgram.compile(
                classes,
                Map.of(
                        "com/acme/Ocr.java",
                        OCR,
                        "com/acme/Removed.java",
                        "package com.acme; class Removed {}",
                        "com/acme/Incomplete.java",
                        INCOMPLETE));
        Files.delete(classes.resolve("com/acme/Removed.class"));
        Path jar = folder.resolve("app.jar");
        UserProgram.pack(classes, jar);
        return jar;
    }
}
