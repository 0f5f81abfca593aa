package io.mailsender.console.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every screen in a browser: for everybody, in the light and in the dark, on a desk and on a phone. */
class BrowserScreensTest extends BrowserFixture {

    @Test
    void nothingIsWrong() {
        Axe axe = new Axe();
        List<String> wrong = new ArrayList<>();
        browser.complaints();
        for (String screen : world.screens()) {
            browser.desktop();
            browser.scheme("light");
            browser.open(world.url(screen));
            axe.violations(browser).forEach(found -> wrong.add(screen + " light: " + found));
            browser.scheme("dark");
            axe.violations(browser).forEach(found -> wrong.add(screen + " dark: " + found));
            browser.phone();
            axe.violations(browser).forEach(found -> wrong.add(screen + " phone: " + found));
            Object beyond =
                    browser.run("return document.scrollingElement.scrollWidth - document.documentElement.clientWidth");
            if (!beyond.equals(0L)) {
                wrong.add(screen + " scrolls sideways by " + beyond);
            }
            for (String complaint : browser.complaints()) {
                if (!screen.endsWith("nothing") && !complaint.contains("ERR_BLOCKED")) {
                    wrong.add(screen + ": " + complaint);
                }
            }
        }
        browser.desktop();
        assertThat(wrong).as(String.join("\n", wrong)).isEmpty();
    }
}
