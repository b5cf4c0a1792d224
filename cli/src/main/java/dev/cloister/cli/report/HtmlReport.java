package dev.cloister.cli.report;

import dev.cloister.cli.bench.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The page of {@code cloister bench --report}. */
public final class HtmlReport {
    private HtmlReport() {}

    /** Writes {@code content}, which is what {@code --json} writes, as a page. */
    public static void write(Path file, Map<String, Object> content) throws IOException {
        String text =
                Json.PRETTY.writeValueAsString(content).replace("&", "&amp;").replace("<", "&lt;");
        Files.writeString(
                file, "<!DOCTYPE html><meta charset=utf-8><title>Cloister bench</title><pre>" + text + "</pre>\n");
    }
}
