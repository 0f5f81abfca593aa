package io.mailsender.console.browser;

import static io.mailsender.console.browser.Chromium.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

/** What an operator does with messages, with a mouse. */
class BrowserMessagesTest extends BrowserFixture {

    private List<String> subjects() {
        return browser.all("tbody th a").stream().map(link -> link.getText()).toList();
    }

    @Test
    void aWrongKeyIsRefusedAndTheLinkIsKept() {
        browser.click("Sign out");
        assertThat(browser.path()).isEqualTo("/console/sign-in");
        open("suppressions?address=gone%40example.com");
        assertThat(browser.path()).startsWith("/console/sign-in?to=");
        browser.fill("key", "wrong");
        browser.click("Sign in");
        assertThat(browser.find(By.id("refusal")).getText()).isNotBlank();
        browser.fill("key", ConsoleWorld.ROOT);
        browser.click("Sign in");
        assertThat(browser.path()).isEqualTo("/console/suppressions?address=gone%40example.com");
        browser.sees("gone@example.com");
    }

    @Test
    void aFilterShowsOnlyWhatFailed() {
        browser.click("Failed");
        assertThat(subjects()).contains("The retried").doesNotContain("The sent", "The unknown");
        browser.fill("recipient", "retried@example.com");
        browser.click("Filter");
        assertThat(subjects()).containsExactly("The retried");
        browser.click("The retried");
        browser.sees("connection refused", "through away, attempt 1");
        browser.driver().navigate().back();
        assertThat(browser.find(By.id("recipient")).getAttribute("value")).isEqualTo("retried@example.com");
        browser.click("Clear");
        assertThat(subjects()).contains("The sent");
    }

    @Test
    void oneIsSentAgain() {
        open("messages/" + world.id("failed"));
        browser.click("Resend");
        browser.click("No, go back");
        assertThat(world.message("failed")).contains("\"status\":\"failed\"");
        browser.click("Resend");
        browser.click("Resend the message");
        browser.sees("The message will be sent again now.");
        // Its only provider rests.
        eventually(() ->
                assertThat(world.message("failed")).contains("\"attempt\":2").doesNotContain("\"attempt\":3"));
    }

    @Test
    void oneIsCancelledAndOneIsPutOff() {
        open("messages/" + world.id("later"));
        browser.click("Cancel");
        browser.sees("It will not be sent.");
        browser.click("Cancel the message");
        browser.sees("The message is cancelled.");
        assertThat(world.message("later")).contains("\"status\":\"cancelled\"");

        open("messages/" + world.id("scheduled"));
        String day = LocalDate.now(ZoneOffset.UTC).plusDays(5).toString();
        browser.run("document.getElementById('send_at').value = arguments[0]", day + "T08:00");
        browser.click("Reschedule");
        browser.sees("The time is changed.");
        assertThat(world.message("scheduled")).contains(day + "T08:00:00Z");
    }

    @Test
    void theUnknownAreSettledBothWays() {
        browser.click("Unknown");
        open("unknown");
        assertThat(subjects()).contains("The unknown", "The unclear");
        browser.click("The message to unknown@example.com was sent");
        browser.sees("The message is settled.");
        assertThat(world.message("unknown")).contains("\"status\":\"sent\"");
        open("unknown");
        browser.click("The message to unclear@example.com was not sent: close it");
        browser.sees("The message is settled.");
        assertThat(world.message("unclear")).contains("\"status\":\"failed\"");
        open("unknown");
        browser.sees("No open message.");
    }

    @Test
    void theChosenAreSentAgainOnceItIsConfirmed() {
        browser.click("Resend");
        browser.sees("no message is chosen");
        open("messages");
        browser.find(By.cssSelector("[aria-label='Choose the message to rejected@example.com']"))
                .click();
        browser.find(By.cssSelector("[aria-label='Choose the message to sent@example.com']"))
                .click();
        browser.click("Resend");
        browser.sees("2 messages are to be sent again", "1 cannot be");
        browser.click("Resend (2 messages)");
        browser.sees("1 message is sent again", "Left as they were");
        eventually(() -> assertThat(world.message("rejected")).contains("\"attempt\":2"));
        browser.click("Back to the messages");
        assertThat(browser.path()).isEqualTo("/console/messages");
    }

    @Test
    void oneBoxChoosesAll() {
        assertThat(browser.all("input[name=id]:checked")).isEmpty();
        browser.find(By.cssSelector("[data-all]")).click();
        assertThat(browser.all("input[name=id]:not(:checked)")).isEmpty();
    }

    @Test
    void theFilterIsDownloaded() {
        open("messages?recipient_state=bounced");
        Object file = browser.driver()
                .executeAsyncScript(
                        "fetch(document.querySelector('a[download]').href).then(answer => answer.text()).then(arguments[0])");
        assertThat(file.toString()).contains("bounced@example.com").doesNotContain("sent@example.com");
    }

    @Test
    void theContentIsShownAndTheLookIsOnRecord() {
        open("messages/" + world.id("attached"));
        browser.click("Show the content");
        browser.click("Attachments");
        browser.sees("a.pdf", "application/pdf");
        browser.click("Source");
        browser.sees("Subject: The attached");
        open("audit?target=" + world.id("attached"));
        browser.sees("content.view");
    }
}
