package io.mailsender.console.browser;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The rules of WCAG 2.2, levels A and AA, and good practice, as far as a program can check them. */
final class Axe {

    private static final String CHECK = """
            const done = arguments[arguments.length - 1];
            axe.run(document, {resultTypes: ['violations'], iframes: false}).then(
                found => done(found.violations.map(v => v.id + ': ' + v.help + ': ' + v.nodes.map(n => n.html + ' ' + n.failureSummary).join('; '))),
                failure => done([String(failure)]));
            """;

    private final String script;

    Axe() {
        try (InputStream file = Axe.class.getResourceAsStream("/axe.min.js")) {
            script = new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is wrong on this page. */
    @SuppressWarnings("unchecked")
    List<String> violations(Chromium browser) {
        browser.run("if (!window.axe) { " + script + " }");
        return (List<String>) browser.driver().executeAsyncScript(CHECK);
    }
}
