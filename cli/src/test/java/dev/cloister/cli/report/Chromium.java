package dev.cloister.cli.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.imageio.ImageIO;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The Chromium of this machine, without a window; everything that it writes is in one folder. */
final class Chromium implements AutoCloseable {
    /** Selenium says that it knows no newer debugging protocol; what is used of it here is old. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final ChromeDriver driver;

    private Chromium(ChromeDriver driver) {
        this.driver = driver;
    }

    static Chromium start(Path folder) {
        SELENIUM.setLevel(Level.SEVERE);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File("/usr/bin/chromedriver")) // so that Selenium looks for none
                .usingAnyFreePort()
                .withEnvironment(Map.of("HOME", folder.toString(), "TMPDIR", folder.toString()))
                .withLogOutput(OutputStream.nullOutputStream())
                .build();
        var logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        var options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        options.setCapability("goog:loggingPrefs", logs);
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--lang=en-US",
                "--user-data-dir=" + folder.resolve("profile"));
        return new Chromium(new ChromeDriver(service, options));
    }

    /** Opens a page in a window of this width, and forgets what pages before it have said. */
    void open(Path file, int width) {
        width(width);
        driver.manage().logs().get(LogType.BROWSER);
        driver.manage().logs().get(LogType.PERFORMANCE);
        driver.get(file.toUri().toString());
    }

    void width(int width) {
        command(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    }

    /** What {@code prefers-color-scheme} and the medium are for the page. */
    void media(String medium, String colourScheme) {
        var feature = Map.of("name", "prefers-color-scheme", "value", colourScheme);
        command("Emulation.setEmulatedMedia", Map.of("media", medium, "features", List.of(feature)));
    }

    /** Everything in the console since the page was opened. */
    List<String> console() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .toList();
    }

    /** All addresses that the page has asked for since it was opened. */
    List<String> requests() {
        List<String> addresses = new ArrayList<>();
        for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
            JsonNode message = MAPPER.readTree(entry.getMessage()).path("message");
            if (message.path("method").asString().equals("Network.requestWillBeSent")) {
                addresses.add(message.at("/params/request/url").asString());
            }
        }
        return addresses;
    }

    /** The value of an expression in the page; null for {@code undefined}. */
    Object run(String expression, Object... arguments) {
        return driver.executeScript("return " + expression, arguments);
    }

    boolean isTrue(String expression, Object... arguments) {
        return Boolean.TRUE.equals(run(expression, arguments));
    }

    String text(String expression, Object... arguments) {
        return String.valueOf(run(expression, arguments));
    }

    List<String> texts(String expression, Object... arguments) {
        return ((List<?>) Objects.requireNonNull(run(expression, arguments)))
                .stream().map(String::valueOf).toList();
    }

    long number(String expression, Object... arguments) {
        return ((Number) Objects.requireNonNull(run(expression, arguments))).longValue();
    }

    void press(CharSequence keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    void reload() {
        driver.navigate().refresh();
    }

    /** The whole page, not only what a window shows of it. */
    BufferedImage picture() throws IOException {
        var picture = command("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
        byte[] bytes = Base64.getDecoder().decode((String) picture.get("data"));
        return ImageIO.read(new ByteArrayInputStream(bytes));
    }

    private Map<String, Object> command(String name, Map<String, Object> parameters) {
        return driver.executeCdpCommand(name, parameters);
    }

    @Override
    public void close() {
        driver.quit();
    }
}
