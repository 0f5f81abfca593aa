package io.mailsender.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WebhooksCommandTest extends CommandLineTest {

    private static final String ONE = """
            {"id":"abcdefghijkl","url":"https://example.com/h","status":"enabled","created":"2026-01-01T00:00:00Z","secret":"whsec_x"}""";

    private Run webhooks(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of("webhooks", command, "--url", daemon.url()));
        all.addAll(List.of(arguments));
        return runWithoutUrl(all.toArray(String[]::new));
    }

    @Test
    void addPrintsTheSecretAlone() {
        daemon.answers(201, ONE);
        Run run = webhooks("add", "https://example.com/h", "--event=message.*,recipient.bounced", "--for-key=shop");
        assertThat(run.exitStatus()).isZero();
        assertThat(run.out()).isEqualTo("whsec_x\n");
        assertThat(run.err()).contains("abcdefghijkl").doesNotContain("whsec_");
        assertThat(daemon.request().line()).isEqualTo("POST /webhooks");
        assertThat(daemon.request().body())
                .contains(
                        "\"url\":\"https://example.com/h\"",
                        "\"events\":[\"message.*\",\"recipient.bounced\"]",
                        "\"api_key\":\"shop\"");
    }

    @Test
    void listsAsATable() {
        daemon.answers(200, "{\"webhooks\":[" + ONE + "]}");
        assertThat(webhooks("list").out()).contains("abcdefghijkl", "enabled", "(all)", "https://example.com/h");
        daemon.answers(200, "{\"webhooks\":[]}");
        assertThat(webhooks("list", "--json").out()).contains("\"webhooks\"");
    }

    @Test
    void rotates() {
        daemon.answers(200, ONE);
        assertThat(webhooks("rotate", "abcdefghijkl").out()).isEqualTo("whsec_x\n");
        assertThat(daemon.request().line()).isEqualTo("POST /webhooks/abcdefghijkl/rotate");
    }

    @Test
    void resendNeedsADeliveryOrATime() {
        assertThat(webhooks("resend", "abcdefghijkl").exitStatus()).isEqualTo(2);
        daemon.answers(202, "{\"resent\":3}");
        assertThat(webhooks("resend", "abcdefghijkl", "--since=2026-01-01T00:00:00Z")
                        .out())
                .isEqualTo("3\n");
        assertThat(daemon.request().body()).contains("\"since\":\"2026-01-01T00:00:00Z\"");
    }
}
