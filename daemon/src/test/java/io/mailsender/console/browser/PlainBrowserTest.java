package io.mailsender.console.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.htmlunit.WebClient;
import org.htmlunit.html.HtmlButton;
import org.htmlunit.html.HtmlInput;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlTextArea;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console in a browser without scripts and without a layout, which needs no Chromium. */
class PlainBrowserTest {

    @TempDir
    Path directory;

    @Test
    void formsAndLinksLeadEverywhere() throws Exception {
        try (ConsoleWorld world = ConsoleWorld.in(directory);
                WebClient client = new WebClient()) {
            client.getOptions().setJavaScriptEnabled(false);
            client.getOptions().setThrowExceptionOnFailingStatusCode(false);
            client.getOptions().setCssEnabled(false);
            // The mails in frames are for browsers that know what sandbox means.
            client.setFrameContentHandler(frame -> false);
            // It has no Fetch Metadata.
            client.addRequestHeader("Sec-Fetch-Site", "same-origin");

            HtmlPage signIn = client.getPage(world.url("messages"));
            signIn.<HtmlInput>getHtmlElementById("key").setValue(ConsoleWorld.ROOT);
            HtmlPage messages = press(signIn, "Sign in");
            assertThat(messages.getUrl().getPath()).isEqualTo("/console/messages");
            for (String screen : world.screens()) {
                HtmlPage page = client.getPage(world.url(screen));
                int status = page.getWebResponse().getStatusCode();
                assertThat(status).as(screen).isEqualTo(screen.endsWith("/nothing") ? 404 : 200);
                assertThat(page.getByXPath("//h1")).as(screen).hasSize(1);
            }

            HtmlPage failed = messages.getAnchorByText("Failed").click();
            assertThat(failed.asNormalizedText()).contains("The failed").doesNotContain("The bounced");

            HtmlPage message = client.getPage(world.url("messages/" + world.id("later")));
            HtmlPage cancelled = press(press(message, "Cancel"), "Cancel the message");
            assertThat(cancelled.asNormalizedText()).contains("The message is cancelled.");
            assertThat(world.message("later")).contains("\"status\":\"cancelled\"");

            HtmlPage suppressions = client.getPage(world.url("suppressions"));
            suppressions.<HtmlTextArea>getHtmlElementById("addresses").setText("plain@example.com");
            assertThat(press(suppressions, "Suppress").asNormalizedText()).contains("plain@example.com");

            HtmlPage left = press(messages, "Sign out");
            assertThat(left.getUrl().getPath()).isEqualTo("/console/sign-in");
            HtmlPage stranger = client.getPage(world.url("messages"));
            assertThat(stranger.getUrl().getPath()).isEqualTo("/console/sign-in");
        }
    }

    private static HtmlPage press(HtmlPage page, String words) throws Exception {
        List<HtmlButton> buttons = page.getByXPath("//button[normalize-space()='" + words + "']");
        assertThat(buttons).as(words).isNotEmpty();
        return buttons.get(0).click();
    }
}
