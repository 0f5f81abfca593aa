package io.mailsender.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeysCommandTest extends CommandLineTest {

    private static final String MADE = """
            {"id":"abcdefghijkl","name":"billing","status":"live","scopes":["read"],"key":"msk_abcdefghijkl_xyz"}""";

    @Test
    void createPrintsTheKeyAloneOnStandardOutput() {
        daemon.answers(201, MADE);
        Run run = keys(
                "create",
                "billing",
                "--scope=read,send",
                "--from-domain=example.com",
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
                        "\"expires\":\"2030-01-31T08:00:00Z\"",
                        "\"messages\":\"10/h\"",
                        "\"requests\":\"1/s\"");
    }

    @Test
    void whatIsNotAskedForIsLeftToTheDaemon() {
        daemon.answers(201, MADE);
        assertThat(keys("create", "billing").exitStatus()).isZero();
        assertThat(daemon.request().body()).isEqualTo("{\"name\":\"billing\"}");
    }

    @Test
    void createForTheConfigurationAsksNobody() {
        Run run = runAsIs(
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

    @Test
    void listsThem() {
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
    void revokes() {
        daemon.answers(204, "");
        assertThat(keys("revoke", "abcdefghijkl").exitStatus()).isZero();
        assertThat(daemon.request().line()).isEqualTo("DELETE /keys/abcdefghijkl");
    }

    @Test
    void saysWhyNot() {
        daemon.answers(403, """
                {"type":"about:blank","title":"Forbidden","status":403,"detail":"This key has not the scope admin, which this takes."}""");
        Run run = keys("list");
        assertThat(run.exitStatus()).isEqualTo(1);
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .startsWith("mail-sender: This key has not the scope admin");
        assertThat(runAsIs("keys").exitStatus()).isEqualTo(2);
    }

    private Run keys(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of("keys", command, "--url", daemon.url()));
        all.addAll(List.of(arguments));
        return runAsIs(all.toArray(String[]::new));
    }
}
