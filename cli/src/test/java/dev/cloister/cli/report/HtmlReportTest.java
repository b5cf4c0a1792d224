package dev.cloister.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

class HtmlReportTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Pattern DATA =
            Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL);
    private static final Pattern SCRIPT = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL);

    @TempDir
    Path folder;

    private static Map<String, Object> dataOf(String page) {
        Matcher data = DATA.matcher(page);
        assertThat(data.find()).isTrue();
        return JsonMapper.builder().build().readValue(data.group(1), new TypeReference<>() {});
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream stream = HtmlReport.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(stream, name).readAllBytes();
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void pageHoldsTheFigures() throws IOException {
        Path file = folder.resolve("report.html");
        HtmlReport.write(file, Samples.full());

        Map<String, Object> data = dataOf(Files.readString(file));
        assertThat(Instant.parse((String) data.remove("written")))
                .isBetween(NOON.minusSeconds(Integer.MAX_VALUE), Instant.now());
        assertThat(data).isEqualTo(Samples.full());
    }

    @Test
    void pageIsReplaced() throws IOException {
        Path file = Files.writeString(folder.resolve("report.html"), "x".repeat(5_000_000));
        HtmlReport.write(file, Map.of());

        String page = Files.readString(file);
        assertThat(page.substring(0, 15)).isEqualTo("<!doctype html>");
        assertThat(page.substring(page.length() - 8)).isEqualTo("</html>\n");
    }

    @Test
    void hostileTextsStayInsideTheData() throws IOException {
        String hostile = HtmlReport.page(Samples.hostile(), NOON);
        Map<String, Object> expected = new LinkedHashMap<>(Samples.hostile());
        expected.put("written", NOON.toString());

        assertThat(dataOf(hostile)).isEqualTo(expected);
        String around = DATA.matcher(hostile).replaceFirst("");
        assertThat(around.equals(DATA.matcher(HtmlReport.page(Map.of(), NOON)).replaceFirst("")))
                .as("texts of the figures are in the data only")
                .isTrue();
        Matcher data = DATA.matcher(hostile);
        assertThat(data.find()).isTrue();
        assertThat(data.group(1)).isPrintable().doesNotContain("<", ">", "&").matches("\\p{ASCII}*");
    }

    @Test
    void policyAllowsTheScriptsOfThePageAndNothingElse() throws IOException {
        String page = HtmlReport.page(Samples.full(), NOON);

        Matcher policy = Pattern.compile("Content-Security-Policy\" content=\"([^\"]*)\"")
                .matcher(page);
        assertThat(policy.find()).isTrue();
        List<String> scripts =
                SCRIPT.matcher(page).results().map(found -> found.group(1)).toList();
        assertThat(scripts).hasSize(2);
        String hashes = scripts.stream()
                .map(script -> "'sha256-"
                        + Base64.getEncoder().encodeToString(sha256(script.getBytes(StandardCharsets.UTF_8))) + "'")
                .collect(Collectors.joining(" "));
        assertThat(policy.group(1))
                .isEqualTo("default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src " + hashes
                        + "; base-uri 'none'; form-action 'none'");
        assertThat(new String(resource("page.css"), StandardCharsets.UTF_8)).doesNotContain("@import", "url(");
        assertThat(new String(resource("page.html"), StandardCharsets.UTF_8)).doesNotContain("//", "src=");
    }

    @Test
    void chartsAreDrawnByTheLibraryAsItWasPublished() throws IOException {
        String published = "b66b25aeb4df84e33199dc21694014d336d222cbd9deb0e5a7c14bd6aa0d0fd0";

        assertThat(HexFormat.of().formatHex(sha256(resource("echarts/echarts.min.js"))))
                .isEqualTo(published);
        assertThat(new String(resource("echarts/README.md"), StandardCharsets.UTF_8))
                .contains(published, "6.1.0");
    }

    @Test
    void pageCarriesTheLicencesOfWhatIsInIt() throws IOException {
        String page = HtmlReport.page(Map.of(), NOON);
        String licences = page.substring(page.indexOf("<template id=\"licences\">"), page.indexOf("</template>"));
        assertThat(licences)
                .contains("Apache ECharts", "Apache License", "Copyright (c) 2017, Baidu Inc.", "Mike Bostock");
    }

    @Test
    void everyTextIsThereInBothLanguages() throws IOException {
        String texts = new String(resource("texts.js"), StandardCharsets.UTF_8);
        assertThat(Pattern.compile("^  '?[\\w.]+'?: \\[", Pattern.MULTILINE)
                        .matcher(texts)
                        .results()
                        .count())
                .isGreaterThan(100);
        String used = "";
        for (String script :
                List.of("dom", "model", "charts", "timeline", "words", "tree", "advice", "sections", "page")) {
            used += new String(resource(script + ".js"), StandardCharsets.UTF_8);
        }
        for (var key : Pattern.compile("\\bt\\('([\\w.]+)'\\s*[,)]")
                .matcher(used)
                .results()
                .toList()) {
            assertThat(texts).containsPattern("(?m)^  '?" + Pattern.quote(key.group(1)) + "'?: \\[");
        }
    }
}
