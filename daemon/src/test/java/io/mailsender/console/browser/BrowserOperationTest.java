package io.mailsender.console.browser;

import static io.mailsender.console.browser.Chromium.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.Behaviours;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

/** What an operator does with everything but messages, with a mouse. */
class BrowserOperationTest extends BrowserFixture {

    @Test
    void aProviderRestsAndIsResumed() {
        browser.click("Providers");
        browser.click("spare");
        browser.choose("for", "PT1H");
        browser.fill("reason", "maintenance <b>tonight</b>");
        browser.click("Let it rest");
        browser.sees("The provider rests.", "resting", "by hand of root until", "maintenance <b>tonight</b>");
        open("providers");
        browser.sees("maintenance <b>tonight</b>");
        browser.click("spare");
        browser.click("Resume");
        browser.sees("The provider is in use again.");
        assertThat(world.call("GET", "/providers", "").text()).doesNotContain("tonight");
    }

    @Test
    void aTestMailIsSent() {
        open("providers/box");
        browser.fill("to", "operator@example.com");
        browser.click("Send a test mail");
        browser.sees("sent", "kept in memory");
        browser.click("Its record");
        browser.sees("operator@example.com", "test");
        browser.click("Captured");
        browser.sees("operator@example.com");
    }

    @Test
    void addressesAreSuppressedFoundAndLifted() {
        browser.click("Suppressions");
        browser.fill("addresses", "one@example.com\ntwo@example.com");
        browser.fill("text", "asked by phone");
        browser.click("Suppress");
        browser.sees("2 addresses are suppressed.");
        browser.fill("address", "one@example.com");
        browser.click("Filter");
        browser.sees("one@example.com", "asked by phone");
        assertThat(browser.text()).doesNotContain("two@example.com");
        browser.click("one@example.com");
        browser.click("Lift");
        browser.follow(browser.find(By.cssSelector("form.confirm button")));
        open("suppressions?address=one%40example.com");
        browser.sees("No entry matches.");

        open("suppressions");
        browser.fill("csv", "address,reason\nthree@example.com,complaint\nnobody\n");
        browser.click("Import");
        browser.sees("1 address is on the list now", "1 line could not be used");
        open("suppressions");
        Object file = browser.driver()
                .executeAsyncScript("fetch('suppressions/export').then(answer => answer.text()).then(arguments[0])");
        assertThat(file.toString()).contains("two@example.com", "three@example.com,complaint");
    }

    @Test
    void aWebhookLivesAndIsRemoved() {
        world.elsewhere().at("/new", Behaviours.status(200));
        browser.click("Webhooks");
        browser.fill("url", world.elsewhere().uri().resolve("/new").toString());
        browser.click("Add the webhook");
        browser.sees("Copy it now");
        String secret = browser.find(By.id("secret")).getText();
        browser.click("Back");
        browser.click(world.elsewhere().uri().resolve("/new").toString());
        assertThat(browser.text()).doesNotContain(secret);
        browser.click("Send a test event");
        eventually(() -> {
            browser.driver().navigate().refresh();
            assertThat(browser.find(By.cssSelector("[data-part=deliveries]")).getText())
                    .contains("delivered", "200");
        });
        browser.follow(browser.find(By.xpath("//button[starts-with(@aria-label, 'Send msg_')]")));
        browser.sees("The delivery is sent again.");
        browser.click("Give it a new secret");
        assertThat(browser.find(By.id("secret")).getText()).isNotEqualTo(secret);
        browser.click("Back");
        browser.click("Disable");
        browser.click("Disable it");
        browser.sees("The change is saved.", "disabled");
        browser.click("Remove");
        browser.follow(browser.find(By.cssSelector("form.confirm button")));
        browser.sees("It is removed.");
        assertThat(browser.all("a[href^='webhooks/']")).hasSize(2);
    }

    @Test
    void failedDeliveriesAreFound() {
        open("webhooks/" + world.id("/down"));
        browser.sees("no delivery succeeded since", "500");
        browser.choose("state", "failed");
        browser.click("Filter");
        browser.sees("No deliveries.");
        browser.click("Show all");
        browser.sees("recipient.bounced");
    }

    @Test
    void aKeyIsShownOnceAndRevoked() {
        browser.click("API keys");
        browser.fill("name", "reports");
        browser.find(By.cssSelector("[name=scope][value=read]")).click();
        browser.click("Create the key");
        browser.sees("it is not shown again");
        String key = browser.find(By.id("secret")).getText();
        assertThat(world.callAs(key, "/messages").status()).isEqualTo(200);
        browser.click("All keys");
        browser.sees("reports");
        assertThat(browser.driver().getPageSource()).doesNotContain(key);
        browser.follow(browser.find(By.xpath("//button[contains(@aria-label, 'of reports')]")));
        browser.follow(browser.find(By.cssSelector("form.confirm button")));
        browser.sees("The key is revoked");
        eventually(() -> assertThat(world.callAs(key, "/messages").status()).isEqualTo(401));
        open("audit");
        browser.sees("key.create", "key.revoke");
    }

    @Test
    void capturedMailsAreReadAndDeleted() {
        browser.click("Captured");
        browser.fill("text", "duplicate");
        browser.click("Filter");
        browser.click("The duplicate");
        browser.sees("duplicate@example.com", "It works.");
        browser.click("All captured mails");
        browser.click("Delete all captured mails");
        browser.follow(browser.find(By.cssSelector("form.confirm button")));
        browser.sees("The captured mails are deleted.", "No mail yet.");
    }
}
