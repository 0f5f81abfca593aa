package io.mailsender.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysCommandTest extends CommandLineTest {

    private static final String CREATED = """
            {"id":"abcdefghijkl","name":"billing","status":"live","scopes":["read"],"key":"msk_abcdefghijkl_xyz"}""";

    @Test
    void createPrintsOnlyTheKeyOnStandardOutput() {
        daemon.answers(201, CREATED);
        Run run = keys(
                "create",
                "billing",
                "--scope=read,send",
                "--from-domain=example.com",
                "--route=news,resets",
                "--expires=2030-01-31T08:00:00Z",
                "--limit=messages=10/h",
                "--limit=requests=1/s");
        assertThat(run.exitStatus()).isZero();
        assertThat(run.out()).isEqualTo("msk_abcdefghijkl_xyz\n");
        assertThat(run.err())
                .contains("abcdefghijkl", "read", "not shown again")
                .doesNotContain("xyz");
        assertThat(daemon.request().line()).isEqualTo("POST /keys");
        assertThat(daemon.request().body())
                .contains(
                        "\"name\":\"billing\"",
                        "\"scopes\":[\"read\",\"send\"]",
                        "\"from_domains\":[\"example.com\"]",
                        "\"routes\":[\"news\",\"resets\"]",
                        "\"expires\":\"2030-01-31T08:00:00Z\"",
                        "\"messages\":\"10/h\"",
                        "\"requests\":\"1/s\"");
    }

    @Test
    void omitsOptionsThatAreNotGiven() {
        daemon.answers(201, CREATED);
        assertThat(keys("create", "billing").exitStatus()).isZero();
        assertThat(daemon.request().body()).isEqualTo("{\"name\":\"billing\"}");
    }

    @Test
    void createForTheConfigurationCallsNoDaemon() {
        Run run = runWithoutUrl(
                "keys",
                "create",
                "shop",
                "--config",
                "--scope=send",
                "--limit=messages=10/h",
                "--url=http://nobody.invalid");
        assertThat(run.exitStatus()).isZero();
        assertThat(run.out()).matches("msk_[a-z2-7]{12}_[a-z2-7]{32}\n");
        assertThat(run.err())
                .containsPattern(
                        "api-keys:\n  shop:\n    hash: [0-9a-f]{64}\n    scopes: \\[send]\n    limits: \\{messages: 10/h}\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bad Name!",
                "",
                "käse",
                "ok --scope=god",
                "ok --scope=",
                "ok --scope=send,Read",
                "ok --limit=mails=10/h",
                "ok --limit=messages=10",
                "ok --limit=messages=0/h",
                "ok --limit=messages=10/w",
                "ok --limit=messages=1000000000/h",
                "ok --from-domain=example",
                "ok --from-domain=a@example.com",
                "ok --from-domain=straße.de",
                "ok --from-domain=exa_mple.com",
                "ok --route=News",
                "ok --route=",
                "ok --expires=2001-01-31T08:00:00Z"
            })
    void createForTheConfigurationRefusesWhatTheDaemonRefuses(String line) {
        List<String> all = new ArrayList<>(List.of("keys", "create", "--config"));
        all.addAll(line.startsWith("ok ") ? List.of(line.split(" ")) : List.of(line));
        Run run = runWithoutUrl(all.toArray(String[]::new));
        assertThat(run.exitStatus()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).singleElement().asString().startsWith("mail-sender: ");
    }

    @Test
    void writesDomainsAsALabels() {
        assertThat(runWithoutUrl("keys", "create", "shop", "--config", "--from-domain=Bücher.example,a.example")
                        .err())
                .contains("from-domains: [xn--bcher-kva.example, a.example]");
    }

    @Test
    void quotesTheAsterisk() {
        assertThat(runWithoutUrl("keys", "create", "shop", "--config", "--route=*")
                        .err())
                .contains("    routes: [\"*\"]\n");
    }

    /** The caller must learn that the key is lost, because it is not shown again. */
    @ParameterizedTest
    @ValueSource(strings = {"", "--config", "--json"})
    void failsIfTheKeyCannotBeWritten(String option) {
        daemon.answers(201, CREATED);
        List<String> all = new ArrayList<>(List.of("keys", "create", "billing", "--url", daemon.url()));
        if (!option.isEmpty()) {
            all.add(option);
        }
        Run run = runOnFullDisk(all.toArray(String[]::new));
        assertThat(run.exitStatus()).isEqualTo(74);
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .contains(option.equals("--config") ? "no key was created" : "keys revoke abcdefghijkl")
                .doesNotContain("msk_");
    }

    @ParameterizedTest
    @ValueSource(strings = {"keys list", "--help", "--version", "generate-completion", "keys create --help"})
    void failsIfTheAnswerCannotBeWritten(String line) {
        daemon.answers(200, "{\"keys\":[]}");
        List<String> all = new ArrayList<>(List.of(line.split(" ")));
        if (line.equals("keys list")) {
            all.addAll(List.of("--url", daemon.url()));
        }
        Run run = runOnFullDisk(all.toArray(String[]::new));
        assertThat(run.exitStatus()).isEqualTo(74);
        assertThat(run.err().lines()).singleElement().asString().contains("standard output");
    }

    /** The first error says more than the failed write. */
    @Test
    void keepsTheExitStatusOfTheFirstError() {
        daemon.answers(503, "application/problem+json", "{\"detail\":\"no store\"}");
        assertThat(runOnFullDisk("keys", "list", "--json", "--url", daemon.url())
                        .exitStatus())
                .isEqualTo(75);
    }

    @Test
    void listsValuesOfANewerDaemon() {
        daemon.answers(200, """
                {"keys":[{"id":"a","name":"ops","status":"paused","scopes":["audit"],"limits":{"bytes":"1/s"},"owner":"x"}]}""");
        Run run = keys("list");
        assertThat(run.exitStatus()).as(run.err()).isZero();
        assertThat(run.out()).contains("paused", "audit", "bytes=1/s");
    }

    @Test
    void listsKeys() {
        daemon.answers(200, """
                {"keys":[{"name":"ops","status":"live","scopes":["admin"]},
                {"id":"abcdefghijkl","name":"billing","status":"revoked","scopes":["read","send"],"from_domains":["example.com"],
                "limits":{"requests":"1/s","messages":"10/h"},"used":"2026-01-02T03:04:00Z","expires":"2030-01-31T08:00:00Z"}]}""");
        Run run = keys("list");
        assertThat(run.exitStatus()).isZero();
        assertThat(run.out().lines())
                .containsExactly(
                        "ID            NAME     STATUS   SCOPES     LAST USED             EXPIRES               FROM         LIMITS",
                        "config.yml    ops      live     admin",
                        "abcdefghijkl  billing  revoked  read,send  2026-01-02T03:04:00Z  2030-01-31T08:00:00Z  example.com"
                                + "  messages=10/h,requests=1/s");
    }

    @Test
    void revokesAKey() {
        daemon.answers(204, "");
        assertThat(keys("revoke", "abcdefghijkl").exitStatus()).isZero();
        assertThat(daemon.request().line()).isEqualTo("DELETE /keys/abcdefghijkl");
    }

    @Test
    void reportsTheProblem() {
        daemon.answers(403, """
                {"type":"about:blank","title":"Forbidden","status":403,"detail":"This key lacks the scope admin."}""");
        Run run = keys("list");
        assertThat(run.exitStatus()).isEqualTo(1);
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .startsWith("mail-sender: This key lacks the scope admin");
        assertThat(runWithoutUrl("keys").exitStatus()).isEqualTo(2);
    }

    private Run keys(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of("keys", command, "--url", daemon.url()));
        all.addAll(List.of(arguments));
        return runWithoutUrl(all.toArray(String[]::new));
    }
}
