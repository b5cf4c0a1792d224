package dev.cloister.cli.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes what {@code bench --json} writes as one HTML page that needs nothing else: no network, no other file.
 *
 * <p>The page's style and scripts are resources beside this class; {@code page.html} is its frame. Its content security policy
 * allows these scripts by their hashes and nothing from anywhere, so that text in the figures can never run.
 */
public final class HtmlReport {
    /** The page's own scripts, in the order in which they need each other. */
    private static final List<String> SCRIPTS = List.of(
            "texts.js",
            "essay.js",
            "phrases.js",
            "format.js",
            "dom.js",
            "model.js",
            "charts.js",
            "timeline.js",
            "words.js",
            "tree.js",
            "advice.js",
            "sections.js",
            "page.js");

    private static final List<String> LICENCES =
            List.of("echarts/NOTICE", "echarts/LICENSE", "echarts/LICENSE-zrender", "echarts/LICENSE-d3");

    private static final Pattern SLOT = Pattern.compile("\\{\\{(\\w+)}}");

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII) // separators of lines, halves of surrogates
            .build();

    private HtmlReport() {}

    /**
     * Writes the page, replacing what is there.
     *
     * @param file where
     * @param content the tree that {@code bench --json} writes; parts of it may be missing
     * @throws IOException if it cannot be written; what was there may be lost then
     */
    public static void write(Path file, Map<String, Object> content) throws IOException {
        Files.writeString(file, page(content, Instant.now()));
    }

    /** The page as a text. */
    static String page(Map<String, Object> content, Instant written) throws IOException {
        String library = resource("echarts/echarts.min.js");
        String script = script();
        Map<String, String> slots = new LinkedHashMap<>();
        slots.put("policy", policy(library, script));
        slots.put("style", resource("page.css"));
        slots.put("data", data(content, written));
        slots.put("licences", licences());
        slots.put("library", library);
        slots.put("script", script);
        // one pass: what fills one slot is never searched for others
        return SLOT.matcher(resource("page.html"))
                .replaceAll(slot -> Matcher.quoteReplacement(filled(slots, slot.group(1))));
    }

    private static String filled(Map<String, String> slots, String name) {
        String text = slots.get(name);
        if (text == null) {
            throw new IllegalStateException("page.html has a slot that nothing fills: " + name);
        }
        return text;
    }

    private static String script() throws IOException {
        StringBuilder script = new StringBuilder("'use strict';\n{\n");
        for (String name : SCRIPTS) {
            script.append("// ").append(name).append('\n').append(resource(name));
        }
        return script.append("}\n").toString();
    }

    private static String licences() throws IOException {
        List<String> texts = new ArrayList<>();
        for (String name : LICENCES) {
            texts.add(resource(name).strip());
        }
        return String.join("\n\n----\n\n", texts).replace("&", "&amp;").replace("<", "&lt;");
    }

    /** JSON of ASCII letters that cannot end the element it stands in. */
    private static String data(Map<String, Object> content, Instant written) {
        Map<String, Object> all = new LinkedHashMap<>(content);
        all.put("written", written.truncatedTo(ChronoUnit.SECONDS).toString());
        return MAPPER.writeValueAsString(all)
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026");
    }

    /** Style attributes are allowed because ECharts' tooltips have them. */
    private static String policy(String... scripts) {
        StringBuilder policy =
                new StringBuilder("default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src");
        for (String script : scripts) {
            policy.append(" 'sha256-").append(sha256(script)).append('\'');
        }
        return policy.append("; base-uri 'none'; form-action 'none'").toString();
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = HtmlReport.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IOException("this program is incomplete: it lacks its file " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
