package dev.cloister.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/** The page in a real browser. */
@Tag("browser")
class HtmlReportBrowserTest {
    private static final int DESKTOP = 1280;
    private static final int PHONE = 360;
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final List<String> MARKS =
            List.of("serial", "threads", "virtual", "processes", "hybrid", "auto", "python", "python2", "jvm");
    private static final String CHINESE = ".*\\p{IsHan}.*";

    /** For each chart, whether ECharts has a series with data there. */
    private static final String HAS_DATA =
            "[...document.querySelectorAll('.chart')].map(host => echarts.getInstanceByDom(host)"
                    + "?.getOption().series.some(one => one.data.length > 0) === true)";

    @TempDir
    static Path folder;

    private static Chromium browser;
    private static Path full;

    @BeforeAll
    static void start() throws IOException {
        full = written("full.html", Samples.full());
        browser = Chromium.start(folder);
    }

    @AfterAll
    static void stop() {
        browser.close();
        await().atMost(LIMIT).until(() -> ProcessHandle.current().descendants().noneMatch(ProcessHandle::isAlive));
    }

    private static Path written(String name, Map<String, Object> figures) throws IOException {
        Path file = folder.resolve(name);
        HtmlReport.write(file, figures);
        return file;
    }

    @BeforeEach
    void screenAndLight() {
        browser.media("screen", "light");
    }

    @AfterEach
    void saysNothingAndAsksForNothing() {
        assertThat(browser.console()).isEmpty();
        assertThat(browser.requests()).isNotEmpty().allMatch(url -> url.startsWith("file:") || url.startsWith("data:"));
        browser.run("localStorage.clear()");
    }

    private static void choose(String group, String value) {
        browser.run(
                "document.querySelector(`[data-choice=${arguments[0]}] input[value='${arguments[1]}']`).click()",
                group,
                value);
    }

    @Test
    void everyChartIsDrawn() throws IOException {
        browser.open(full, DESKTOP);

        // the load, two of costs; times, speed-up, task times and timeline of five workloads
        assertThat(browser.texts(HAS_DATA)).hasSize(23).containsOnly("true");
        BufferedImage picture = browser.picture();
        for (Object box : (List<?>)
                browser.run(
                        "[...document.querySelectorAll('.chart')].map(host => {"
                                + " const box = host.getBoundingClientRect();"
                                + " return [host.getAttribute('aria-label'), box.x, box.y + scrollY, box.width, box.height].map(String); })")) {
            List<?> values = (List<?>) box;
            int[] place = values.stream()
                    .skip(1)
                    .mapToInt(v -> (int) Double.parseDouble((String) v))
                    .toArray();
            assertThat(strongColours(picture, place))
                    .as("%s", values.getFirst())
                    .isPositive();
        }
    }

    /** How many pixels in this part are of a colour other than white, grey and black. */
    private static int strongColours(BufferedImage picture, int[] place) {
        int found = 0;
        for (int y = place[1]; y < place[1] + place[3]; y += 2) {
            for (int x = place[0]; x < place[0] + place[2]; x += 2) {
                int rgb = picture.getRGB(x, y);
                int[] parts = {rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255};
                Arrays.sort(parts);
                found += parts[2] - parts[0] > 40 ? 1 : 0;
            }
        }
        return found;
    }

    @Test
    void saysWhichModeWasFastestBesideCPythonAndHasAllFiguresInTables() {
        browser.open(full, DESKTOP);

        assertThat(browser.text("document.querySelector('[data-workload=cpu] .finding').innerText"))
                .contains(
                        "Fastest: threads (2) and virtual threads, 15.0\u00a0ms, 1.70 times as fast as one after the other")
                .contains("CPython’s best, multiprocessing.Pool (CPython 3.11.7), took 1.34\u00a0s: 89.3 times as long")
                .contains("Cloister’s choice by measurement: threads");
        assertThat(browser.text("document.querySelector('.warnings').innerText"))
                .contains("31%");
        assertThat(browser.text("document.querySelector('[data-workload=cpu] details').textContent"))
                .contains("multiprocessing.Pool", "1.34\u00a0s", "agrees");
        assertThat(browser.text("document.querySelector('[data-workload=images] details').textContent"))
                .contains("not run: no time left");
        assertThat(browser.isTrue("[...document.querySelectorAll('table')].every(table =>"
                        + " table.caption && table.querySelectorAll('th[scope]').length > 1)"))
                .isTrue();
    }

    @Test
    void everyTextIsThereInChineseToo() {
        browser.open(full, DESKTOP);
        assertThat(browser.text("document.documentElement.lang")).isEqualTo("en");
        assertThat(browser.text("document.querySelector('main').innerText")).doesNotContainPattern("\\p{IsHan}");

        choose("language", "zh");

        assertThat(browser.text("document.documentElement.lang")).isEqualTo("zh-CN");
        assertThat(
                        browser.texts(
                                "[...document.querySelectorAll('h1,h2,h3,legend,summary,main p.sub,.finding,nav a')].map(one => one.textContent)"))
                .isNotEmpty()
                .allMatch(text -> text.matches(CHINESE));
        assertThat(browser.text("document.querySelector('[data-workload=cpu] .chart').textContent"))
                .contains("虚拟线程", "对数刻度");
        assertThat(browser.texts(
                        "[...document.querySelectorAll('.tree text.question, .steps b')].map(one => one.textContent)"))
                .isNotEmpty()
                .allMatch(text -> text.matches(CHINESE));
        assertThat(browser.text("document.querySelector('.steps .evidence').textContent"))
                .contains("参数 96 B");
        // what stays English says so, so that it is pronounced and hyphenated as English
        assertThat(browser.text("document.querySelector('.reason [lang=en]').textContent"))
                .contains("It computes");

        browser.reload();
        assertThat(browser.text("document.documentElement.lang")).isEqualTo("zh-CN");
        choose("language", "en");
        assertThat(browser.text("document.querySelector('main').innerText")).doesNotContainPattern("\\p{IsHan}");
    }

    @Test
    void coloursFollowTheSystemUntilTheReaderChooses() {
        browser.open(full, DESKTOP);
        String page = "getComputedStyle(document.body).backgroundColor";
        String labels = "document.querySelector('[data-workload=cpu] .chart text').getAttribute('fill')";
        String light = browser.text(page);
        String lightLabels = browser.text(labels);

        browser.media("screen", "dark");
        await().atMost(LIMIT).until(() -> !browser.text(labels).equals(lightLabels));
        assertThat(browser.text(page)).isNotEqualTo(light);

        choose("theme", "light");
        assertThat(browser.text(page)).isEqualTo(light);
        assertThat(browser.text(labels)).isEqualTo(lightLabels);

        choose("theme", "dark");
        browser.media("screen", "light");
        browser.reload();
        assertThat(browser.text(page)).isNotEqualTo(light);
    }

    @Test
    void coloursHaveContrast() {
        browser.open(full, DESKTOP);
        for (String theme : List.of("light", "dark")) {
            choose("theme", theme);
            Map<String, Double> luminances = luminances();

            for (String text : List.of("text", "muted", "accent", "bad")) {
                for (String ground : List.of("page", "soft", "raised", "warn")) {
                    assertThat(contrast(luminances, text, ground))
                            .as(theme + ": " + text + " on " + ground)
                            .isGreaterThanOrEqualTo(4.5);
                }
            }
            for (String mark : MARKS) {
                assertThat(contrast(luminances, mark, "page"))
                        .as(theme + ": " + mark)
                        .isGreaterThanOrEqualTo(3);
            }
        }
    }

    private static Map<String, Double> luminances() {
        List<String> names =
                new ArrayList<>(List.of("text", "muted", "accent", "bad", "page", "soft", "raised", "warn"));
        names.addAll(MARKS);
        List<String> colours = browser.texts(
                "arguments[0].map(name =>"
                        + " getComputedStyle(document.documentElement).getPropertyValue('--' + name))",
                names);
        Map<String, Double> result = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            result.put(names.get(i), luminance(colours.get(i)));
        }
        return result;
    }

    /** As WCAG defines it, from 1 to 21. */
    private static double contrast(Map<String, Double> luminances, String one, String other) {
        double a = Objects.requireNonNull(luminances.get(one));
        double b = Objects.requireNonNull(luminances.get(other));
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(String colour) {
        String hex = colour.strip().substring(1);
        String six = hex.length() == 3 ? hex.replaceAll("(.)", "$1$1") : hex;
        double[] weights = {0.2126, 0.7152, 0.0722};
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            double part = Integer.parseInt(six.substring(2 * i, 2 * i + 2), 16) / 255.0;
            sum += weights[i] * (part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4));
        }
        return sum;
    }

    @Test
    void chartsFollowTheWidthAndNothingReachesBeyondIt() {
        browser.open(full, DESKTOP);
        for (int width : new int[] {760, 360, 320}) {
            browser.width(width);
            assertFits(width);
        }
        browser.width(PHONE);
        choose("language", "zh");
        assertFits(PHONE);
    }

    private static void assertFits(int width) {
        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(browser.number("document.scrollingElement.scrollWidth")).isLessThanOrEqualTo(width);
            assertThat(browser.isTrue("[...document.querySelectorAll('.chart svg')].every(one =>"
                            + " one.getBoundingClientRect().right <= innerWidth)"))
                    .isTrue();
        });
    }

    @Test
    void paperIsLightWithoutControlsAndHoldsTheCharts() {
        browser.open(full, DESKTOP);
        choose("theme", "dark");

        browser.media("print", "dark");
        await().atMost(LIMIT).until(() -> browser.isTrue("document.documentElement.classList.contains('printing')"));

        assertThat(browser.text("getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgb(255, 255, 255)");
        assertThat(
                        browser.isTrue(
                                "[...document.querySelectorAll('.bar, .choice, details:not([open])')].every(one => one.offsetParent === null)"))
                .isTrue();
        assertThat(browser.texts(HAS_DATA)).hasSize(23).containsOnly("true");
        assertThat(browser.isTrue(
                        "[...document.querySelectorAll('.chart svg, table')].every(one => one.clientWidth <= 680)"))
                .isTrue();

        browser.media("screen", "light");
        await().atMost(LIMIT).until(() -> browser.isTrue("document.documentElement.dataset.theme === 'dark'"));
    }

    @Test
    void timelineShowsTheModeThatIsChosenAndTellsOfEachTask() {
        browser.open(full, DESKTOP);
        String lanes =
                "echarts.getInstanceByDom(document.querySelector('[data-workload=fetch] .timeline .chart')).getOption().yAxis[0].data.length";
        assertThat(browser.number(lanes)).isEqualTo(40);

        browser.run("echarts.getInstanceByDom(document.querySelector('[data-workload=cpu] .timeline .chart'))"
                + ".dispatchAction({type: 'showTip', seriesIndex: 0, dataIndex: 0})");

        assertThat(browser.text("document.querySelector('[data-workload=cpu] .timeline .tip').textContent"))
                .contains("task 1", "start: ", "duration: ", "ok");

        // by keyboard: from threads to virtual threads, then to processes
        browser.run("document.querySelector('[data-workload=fetch] [data-choice=timeline] input:checked').focus()");
        browser.press(Keys.ARROW_RIGHT);
        assertThat(browser.number(lanes)).isEqualTo(100);
        browser.press(Keys.ARROW_RIGHT);
        assertThat(browser.number(lanes)).isEqualTo(2);

        String timeline = "document.querySelector('[data-workload=fetch] .timeline')";
        assertThat(browser.text(timeline + ".innerText")).contains("processes (2)", "2 failed, marked ✕");
        assertThat(browser.number("[..." + timeline
                        + ".querySelectorAll('.chart text')].filter(one => one.textContent === '✕').length"))
                .isEqualTo(2);
        browser.run(timeline + ".querySelectorAll('summary')[1].click()");
        await().atMost(LIMIT)
                .until(() ->
                        browser.number(timeline + ".querySelectorAll('details:last-child tbody tr').length") == 100);
    }

    @Test
    void thePathOfEachWorkloadIsLit() throws IOException {
        browser.open(full, DESKTOP);
        String lit =
                "[...document.querySelectorAll('.tree [data-lit=true]')].map(one => one.dataset.node ?? one.dataset.leaf)";
        for (Object one : (List<?>) Samples.full().get("advice")) {
            Map<?, ?> advice = (Map<?, ?>) one;
            choose("path", (String) advice.get("workload"));

            List<String> expected = new ArrayList<>();
            ((List<?>) advice.get("path")).forEach(step -> expected.add((String) ((Map<?, ?>) step).get("id")));
            expected.add((String) advice.get("choice"));
            assertThat(browser.texts(lit)).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(browser.text("document.querySelector('.why').innerText"))
                    .contains((String) advice.get("reason"));
        }
    }

    @Test
    void questionsThatAreNewAreDrawnToo() throws IOException {
        var step = Map.of("id", "moon", "question", "Is the moon full?", "answer", "nearly", "evidence", "seen");
        var advice = Map.of("workload", "cpu", "choice", "cluster", "reason", "far", "path", List.of(step));
        browser.open(written("new.html", Map.of("advice", List.of(advice))), DESKTOP);

        assertThat(
                        browser.texts(
                                "[...document.querySelectorAll('.tree [data-lit=true]')].map(one => one.dataset.node ?? one.dataset.leaf)"))
                .containsExactlyInAnyOrder("moon", "cluster");
        assertThat(browser.text("document.querySelector('.tree').textContent")).contains("Is the moon full?", "nearly");
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh"})
    void hostileTextsAreShownAsTexts(String language) throws IOException {
        browser.open(written("hostile.html", Samples.hostile()), DESKTOP);
        choose("language", language);
        browser.run("document.querySelectorAll('details').forEach(one => { one.open = true; })");
        browser.run("document.querySelectorAll('.chart').forEach(host => echarts.getInstanceByDom(host)"
                + ".dispatchAction({type: 'showTip', seriesIndex: 0, dataIndex: 0}))");

        assertThat(browser.run("window.broken")).isNull();
        assertThat(browser.number("document.images.length")).isZero();
        assertThat(browser.number("document.scripts.length")).isEqualTo(3);
        String all = browser.text("document.body.textContent.toWellFormed()");
        assertThat(all)
                .contains(
                        "AMD EPYC", "<img src=x onerror=window.broken=1>", "</script><script>window.broken=1</script>");
        // costs in units that nobody knows have a table only
        assertThat(browser.texts(HAS_DATA)).hasSize(21).containsOnly("true");
    }

    @Test
    void missingPartsAreSaid() throws IOException {
        browser.open(written("bare.html", Samples.bare()), PHONE);

        assertThat(browser.text("document.body.innerText"))
                .contains("Fastest: threads (2), 1.00\u00a0s, 2.00 times as fast", "CPython was not measured")
                .contains("The load was not recorded", "No timeline was recorded", "No workload was judged");
        assertThat(browser.text("document.querySelector('[data-workload=cpu] details').textContent"))
                .contains("no shell");
        assertThat(browser.texts(HAS_DATA)).hasSize(2).containsOnly("true");
    }

    @Test
    void anEmptyFileSaysThatThereIsNothing() throws IOException {
        browser.open(written("empty.html", Map.of()), PHONE);

        assertThat(browser.text("document.querySelector('main').innerText")).contains("There is nothing to show");
    }
}
