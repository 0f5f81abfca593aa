package io.mailsender.console.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.awaitility.core.ThrowingRunnable;
import org.openqa.selenium.By;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** An installed Chromium without a window. Nothing is downloaded: without one, a test is skipped. */
final class Chromium implements AutoCloseable {

    private static final String MISSING =
            "the console in a browser: skipped, since there is no chromium and chromedriver on the PATH"
                    + " (Debian: apt install chromium chromium-driver)";

    private final ChromeDriver driver;

    private Chromium(ChromeDriver driver) {
        this.driver = driver;
    }

    static Chromium start() {
        Path browser = find("chromium");
        Path control = find("chromedriver");
        assumeTrue(browser != null && control != null, MISSING);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser.toFile());
        options.addArguments(
                "--headless=new",
                // Root, as in containers, has no sandbox of Chromium's; the pages are ours.
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
                "--lang=en-US",
                "--window-size=1280,900");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(control.toFile())
                .usingAnyFreePort()
                .build();
        return new Chromium(new ChromeDriver(service, options));
    }

    private static Path find(String name) {
        for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
            Path file = Path.of(folder, name);
            if (Files.isExecutable(file)) {
                return file;
            }
        }
        return null;
    }

    ChromeDriver driver() {
        return driver;
    }

    void open(String url) {
        driver.get(url);
    }

    String path() {
        return driver.getCurrentUrl().replaceAll("^https?://[^/]*", "");
    }

    String text() {
        return driver.findElement(By.tagName("body")).getText();
    }

    /** The one visible element. */
    WebElement find(By by) {
        return driver.findElements(by).stream()
                .filter(WebElement::isDisplayed)
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException(by + " on " + path() + ":\n" + text()));
    }

    List<WebElement> all(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    void fill(String id, String text) {
        WebElement field = find(By.id(id));
        field.clear();
        field.sendKeys(text);
    }

    void choose(String id, String value) {
        find(By.cssSelector("#" + id + " option[value='" + value + "']")).click();
    }

    /** Clicks a button or link with exactly this text or label, and waits for the next page. */
    void click(String words) {
        follow(find(By.xpath("//*[self::button or self::a or self::summary][normalize-space()='" + words
                + "' or @aria-label='" + words + "']")));
    }

    void follow(WebElement element) {
        WebElement before = driver.findElement(By.tagName("html"));
        element.click();
        eventually(() -> {
            try {
                before.getTagName();
                throw new AssertionError("still the page before");
            } catch (StaleElementReferenceException gone) {
                assertThat(run("return document.readyState")).isEqualTo("complete");
            }
        });
    }

    void sees(String... words) {
        assertThat(text()).as(path()).contains(words);
    }

    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    static void eventually(ThrowingRunnable assertion) {
        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(assertion);
    }

    void signIn(ConsoleWorld world) {
        driver.get(world.url("sign-in"));
        driver.manage().deleteAllCookies();
        driver.get(world.url("messages"));
        fill("key", ConsoleWorld.ROOT);
        click("Sign in");
        assertThat(path()).as(text()).isEqualTo("/console/messages");
    }

    void phone() {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 390, "height", 844, "deviceScaleFactor", 2, "mobile", true));
    }

    void desktop() {
        driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    }

    /** Without motion, so that a colour is never looked at on its way to another. */
    void scheme(String lightOrDark) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of("name", "prefers-color-scheme", "value", lightOrDark),
                                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    }

    void zone(String name) {
        driver.executeCdpCommand("Emulation.setTimezoneOverride", Map.of("timezoneId", name));
    }

    void scripts(boolean on) {
        driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", !on));
    }

    /** What the browser complained about since the last look: errors, and what the page's policy refused. */
    List<String> complaints() {
        List<String> lines = new ArrayList<>();
        for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
            if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
                lines.add(entry.getMessage());
            }
        }
        return lines;
    }

    @Override
    public void close() {
        driver.quit();
    }
}
