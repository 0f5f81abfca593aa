package io.mailsender.console.browser;

import static io.mailsender.console.browser.Chromium.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.FaultyHttpServer;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** How the pages behave for who reads them: with the keyboard, while they are refreshed, in other zones, without scripts. */
class BrowserReadingTest extends BrowserFixture {

    private static final String PLACES = """
            return Array.from(document.querySelectorAll('body *')).map(e => {
                const at = e.getBoundingClientRect();
                return e.tagName + ' ' + [at.x, at.y, at.width, at.height].map(Math.round).join(' ');
            }).join('\\n')""";

    @AfterEach
    void asBefore() {
        browser.scripts(true);
        browser.desktop();
    }

    private WebElement focused() {
        return browser.driver().switchTo().activeElement();
    }

    private void press(CharSequence... keys) {
        focused().sendKeys(keys);
    }

    /** How often the page was read again. */
    private long refreshes() {
        return (Long) browser.run(
                "return performance.getEntriesByType('resource').filter(e => e.initiatorType === 'fetch').length");
    }

    private void awaitRefreshes(long more) {
        long before = refreshes();
        eventually(() -> assertThat(refreshes()).isGreaterThanOrEqualTo(before + more));
    }

    /** What Tab reaches, from the beginning of the page. */
    private List<String> tabs(int most) {
        List<String> reached = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            browser.driver().switchTo().activeElement().sendKeys(Keys.TAB);
            WebElement now = focused();
            // Within a date the browser itself marks the part that has the focus.
            Object outline = "datetime-local".equals(now.getAttribute("type"))
                    ? "solid 3px"
                    : browser.run(
                            "const s = getComputedStyle(arguments[0]); return s.outlineStyle + ' ' + s.outlineWidth",
                            now);
            assertThat(outline).as(now.getText()).isEqualTo("solid 3px");
            String name = now.getAccessibleName();
            reached.add(name.isEmpty() ? now.getTagName() : name);
        }
        return reached;
    }

    @Test
    void theKeyboardReachesEverything() {
        List<String> reached = tabs(52);
        assertThat(reached)
                .startsWith("Skip to the content", "Mail Sender", "Overview", "Messages", "Unknown")
                .containsSubsequence(
                        "Audit", "Sign out", "All", "Failed", "Recipient", "Status", "Filter", "All of this page");
    }

    @Test
    void theFirstTabSkipsTheMenu() {
        press(Keys.TAB);
        assertThat(focused().isDisplayed()).isTrue();
        assertThat(focused().getRect().getX()).as("in sight").isNotNegative();
        press(Keys.ENTER);
        assertThat(browser.path()).endsWith("#main");
        press(Keys.TAB);
        assertThat(focused().getText()).isEqualTo("All");
    }

    @Test
    void allIsDoneWithoutAMouse() {
        browser.driver()
                .findElement(By.cssSelector("[aria-label='Choose the message to delivered@example.com']"))
                .sendKeys(Keys.SPACE);
        browser.driver().findElement(By.cssSelector("button[value=resend]")).sendKeys(Keys.ENTER);
        eventually(() -> browser.sees("1 message is to be sent again"));
        assertThat(focused().getText()).as("the answer is at hand").startsWith("Resend");
        open("");
        WebElement more = browser.find(By.cssSelector("details summary"));
        more.sendKeys(Keys.ENTER);
        assertThat(browser.all("details[open] li")).isNotEmpty();
        awaitNoRefresh();
        assertThat(browser.all("details[open] li"))
                .as("not closed by a refresh")
                .isNotEmpty();
    }

    private void awaitNoRefresh() {
        // Longer than between two refreshes.
        browser.driver().executeAsyncScript("setTimeout(arguments[0], 5500)");
    }

    @Test
    void aRefreshMovesNothing() {
        open("messages?recipient_state=bounced");
        Object before = browser.run(PLACES);
        awaitRefreshes(2);
        assertThat(browser.run(PLACES)).isEqualTo(before);
        browser.find(By.cssSelector("[data-all]")).click();
        assertThat(browser.all("input[name=id]:checked"))
                .as("the box for all still works")
                .hasSize(1);
    }

    @Test
    void aRefreshShowsWhatIsNewAndKeepsWhatIsTyped() {
        browser.fill("recipient", "half typed");
        WebElement link = browser.find(By.linkText("The sent"));
        browser.run("arguments[0].focus()", link);
        world.sendNow("breaking-news");
        eventually(() -> browser.sees("The breaking-news"));
        assertThat(browser.find(By.id("recipient")).getAttribute("value")).isEqualTo("half typed");
        assertThat(focused().getText()).isEqualTo("The sent");
    }

    @Test
    void aRefreshLeavesWhatIsChosenOrTypedNow() {
        browser.find(By.cssSelector("[aria-label='Choose the message to sent@example.com']"))
                .click();
        world.sendNow("late-news");
        awaitNoRefresh();
        assertThat(browser.all("input[name=id]:checked")).hasSize(1);
        assertThat(browser.text()).doesNotContain("late-news");
    }

    @Test
    void timesAreOfTheBrowsersZone() {
        for (String zone : List.of("Asia/Kolkata", "America/St_Johns")) {
            browser.zone(zone);
            open("messages/" + world.id("sent"));
            WebElement time = browser.find(By.cssSelector(".timeline time"));
            Instant at = Instant.parse(time.getAttribute("datetime"));
            assertThat(time.getText())
                    .contains(DateTimeFormatter.ofPattern("hh:mm")
                            .withZone(ZoneId.of(zone))
                            .format(at));
            assertThat(time.getAttribute("title"))
                    .startsWith(at.toString().substring(0, 19))
                    .endsWith("Z");
        }
        browser.zone("UTC");
    }

    @Test
    void scriptsAreNotNeeded() {
        browser.scripts(false);
        browser.signIn(world);
        browser.sees("UTC");
        browser.fill("subject", "sending");
        browser.click("Filter");
        browser.click("The sending");
        browser.sees("accepted by the gateway", "UTC");
        open("suppressions");
        browser.fill("addresses", "noscript@example.com");
        browser.click("Suppress");
        browser.sees("The address is suppressed.", "noscript@example.com");
        assertThat(browser.all("[data-all], [data-copy]")).allMatch(element -> !element.isDisplayed());
    }

    @Test
    void aHostileMailDoesNothing() {
        for (String page : List.of("messages/" + world.id("hostile") + "/content", world.capturedHostile())) {
            open(page);
            browser.driver().switchTo().frame(browser.find(By.cssSelector("iframe.preview")));
            eventually(() -> assertThat(browser.text()).contains("Hello"));
            assertThat(browser.run("return self.origin")).isEqualTo("null");
            browser.driver().switchTo().defaultContent();
            assertThat(browser.driver().getTitle()).doesNotContain("hacked");
        }
        browser.open(world.elsewhere().uri().resolve("/tracker/control").toString());
        assertThat(world.elsewhere().requests())
                .extracting(FaultyHttpServer.Request::path)
                .filteredOn(path -> path.startsWith("/tracker"))
                .as("only by a person")
                .containsOnly("/tracker/control");
    }
}
