package io.mailsender.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit, and looks at content. */
class AuditCommandsTest extends CommandLineTest {

    private static final String ENTRY = """
            {"id":"0a","time":"2026-01-02T03:04:00Z","key":"ops","user":"ann\\u001B[2J","action":"content.view","target":"m1",\
            "outcome":"done","status":200,"client":"192.0.2.1"}""";

    @Test
    void listsTheAuditWithEveryFilter() {
        daemon.answers(200, "{\"entries\":[" + ENTRY + "],\"next\":\"c2\"}");
        Run run = run(
                "audit",
                "--for-key",
                "ops",
                "--action",
                "content.view",
                "--target",
                "m1",
                "--since",
                "2026-01-02T04:00:00+01:00",
                "--until",
                "2026-01-03T00:00:00Z",
                "--limit",
                "1",
                "--cursor",
                "c1");
        assertThat(run.exitStatus()).isZero();
        assertThat(run.out().lines().map(line -> line.replaceAll("  +", " | ")))
                .containsExactly(
                        "TIME | KEY | USER | ACTION | TARGET | OUTCOME | STATUS | CLIENT",
                        "2026-01-02T03:04:00Z | ops | ann [2J | content.view | m1 | done | 200 | 192.0.2.1");
        assertThat(run.err().strip()).isEqualTo("There are more entries; repeat the command with --cursor c2");
        assertThat(daemon.request().line())
                .isEqualTo(
                        "GET /audit?key=ops&action=content.view&target=m1&since=2026-01-02T03%3A00%3A00Z&until=2026-01-03T00%3A00%3A00Z&cursor=c1&limit=1");
    }

    @Test
    void listsTheAuditAsJson() {
        daemon.answers(
                200,
                "{\"entries\":[{\"id\":\"0a\",\"time\":\"2026-01-02T03:04:00Z\",\"action\":\"key.create\","
                        + "\"outcome\":\"refused\",\"status\":401,\"client\":\"192.0.2.1\"}]}");
        assertThat(run("audit", "--json").out()).contains("\"outcome\":\"refused\"");
        assertThat(run("audit").out()).contains("-    -     key.create");
    }

    @Test
    void showsTheContent() {
        daemon.answers(200, """
                {"id":"m1","date":"2026-01-02T03:04:00Z","to":["Ann <a@b.c>"],"cc":[],"bcc":["c@b.c"],"reply_to":[],"subject":"Hi",\
                "text":"One\\r\\nTwo\\u001B[2J","truncated":true,"headers":[],"original":false,
                "attachments":[{"number":1,"filename":"a.pdf","content_type":"application/pdf","size":7}]}""");
        Run run = run("content", "m1");
        assertThat(run.exitStatus()).isZero();
        assertThat(run.out()).isEqualTo("""
                from     (the provider's own address)
                to       Ann <a@b.c>
                bcc      c@b.c
                subject  Hi
                file 1   a.pdf (application/pdf, 7 bytes)

                One
                Two [2J
                """);
        assertThat(run.err()).startsWith("WARNING: only the beginning");
        assertThat(daemon.request().line()).isEqualTo("GET /messages/m1/content");
    }

    @Test
    void printsOrStoresTheSource(@TempDir Path directory) throws Exception {
        daemon.answers(200, "From: a@b.c\r\n\r\nHi\r\n");
        assertThat(run("source", "m1").out()).isEqualTo("From: a@b.c\r\n\r\nHi\r\n");
        assertThat(daemon.request().line()).isEqualTo("GET /messages/m1/source");

        Path file = directory.resolve("m1.eml");
        assertThat(run("source", "m1", "-o", file.toString()).exitStatus()).isZero();
        assertThat(Files.readString(file)).isEqualTo("From: a@b.c\r\n\r\nHi\r\n");
        Run again = run("source", "m1", "-o", file.toString());
        assertThat(again.exitStatus()).isEqualTo(ExitStatus.NOT_WRITTEN);
        assertThat(again.err().lines()).hasSize(1);
    }

    @Test
    void saysThatTheContentIsGone() {
        daemon.answers(
                410,
                "{\"type\":\"about:blank\",\"title\":\"Gone\",\"status\":410,\"detail\":\"The content of this message is no longer kept.\"}");
        Run run = run("content", "m1");
        assertThat(run.exitStatus()).isEqualTo(ExitStatus.NOT_SENT);
        assertThat(run.err()).contains("no longer kept");
    }
}
