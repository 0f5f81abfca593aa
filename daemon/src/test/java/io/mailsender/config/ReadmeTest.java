package io.mailsender.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.Texts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Checks the facts in the README. */
class ReadmeTest {

    private static final Path ROOT = Path.of("..");

    @Test
    void listsTheKindsOfProvider() throws IOException {
        List<String> listed = Texts.find(section("## Providers"), "(?m)^\\| `([a-z-]+)` \\|");

        assertThat(new TreeSet<>(listed)).isEqualTo(Schema.load().kinds());
    }

    @Test
    void showsARequestThatIsAccepted() throws IOException {
        String body =
                Texts.find(section("## Send a mail"), "(?s)-d '(\\{.*?\\})'").get(0);
        ScriptedProvider provider = new ScriptedProvider("capture");
        try (TestDaemon daemon = TestDaemon.with(provider)) {
            TestDaemon.Answer answer = daemon.post("/send", body);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(Texts.find(section("## Send a mail"), "\"([a-z_]+)\": ").stream()
                            .filter(name -> !List.of("to", "subject", "text").contains(name)))
                    .allSatisfy(name -> assertThat(answer.text()).contains("\"" + name + "\""));
        }
    }

    @Test
    void linksLeadSomewhere() throws IOException {
        for (String page : List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "RATIONALE.md")) {
            assertThat(Texts.find(Files.readString(ROOT.resolve(page)), "\\]\\(([^)#]+)\\)"))
                    .filteredOn(link -> !link.startsWith("http"))
                    .allSatisfy(link -> assertThat(ROOT.resolve(link)).as(page).exists());
        }
    }

    @Test
    void namesCommandsThatExist() throws IOException {
        assertThat(Texts.find(Files.readString(ROOT.resolve("README.md")), "(?m)^(\\./[a-z-]+)"))
                .isNotEmpty()
                .allSatisfy(command -> assertThat(ROOT.resolve(command)).isExecutable());
    }

    private static String section(String heading) throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        int start = readme.indexOf(heading);
        int end = readme.indexOf("\n## ", start + 1);
        return readme.substring(start, end < 0 ? readme.length() : end);
    }
}
