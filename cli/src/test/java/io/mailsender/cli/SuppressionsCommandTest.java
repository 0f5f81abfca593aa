package io.mailsender.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuppressionsCommandTest extends CommandLineTest {

    private static final String ENTRY = """
            {"address":"ann@example.com","scope":"*","reason":"complaint","source":"mailgun","text":"FBL","created":"2026-01-31T08:00:00Z"}""";

    @TempDir
    Path directory;

    @Test
    void listShowsATable() {
        daemon.answers(200, "{\"suppressions\":[" + ENTRY + "],\"next\":\"abc\"}");
        Run run = suppressions("list", "--reason=complaint", "--scope=shop", "--limit=1");
        assertThat(run.exitStatus()).isZero();
        assertThat(run.out().lines())
                .anyMatch(line -> line.matches("ann@example.com +complaint +\\* +mailgun +2026-01-31T08:00:00Z +FBL"));
        assertThat(run.err()).contains("--cursor abc");
        assertThat(daemon.request().line()).isEqualTo("GET /suppressions?reason=complaint&scope=shop&limit=1");
    }

    @Test
    void addSendsTheAddresses() {
        daemon.answers(200, "{\"suppressions\":[" + ENTRY + "]}");
        Run run = suppressions(
                "add", "ann@example.com", "bob@example.com", "--reason=unsubscribe", "--text=by phone", "--scope=*");
        assertThat(run.exitStatus()).isZero();
        assertThat(run.out()).isEmpty();
        assertThat(daemon.request().line()).isEqualTo("POST /suppressions");
        assertThat(daemon.request().body())
                .contains(
                        "\"addresses\":[\"ann@example.com\",\"bob@example.com\"]",
                        "\"reason\":\"unsubscribe\"",
                        "\"scope\":\"*\"",
                        "\"text\":\"by phone\"");
    }

    @Test
    void removeSaysWhatEachProviderAnswered() {
        daemon.answers(200, """
                {"removed":[],"providers":[{"provider":"mailgun","lifted":true},{"provider":"ses","lifted":false,"msg":"no right"}]}""");
        Run run = suppressions("remove", "ann@example.com", "--lift-at-providers");
        assertThat(run.exitStatus()).isEqualTo(ExitStatus.NOT_SENT);
        assertThat(run.out()).isEqualTo("lifted at mailgun\n");
        assertThat(run.err()).isEqualTo("WARNING: not lifted at ses: no right\n");
        assertThat(daemon.request().line()).isEqualTo("DELETE /suppressions/ann%40example.com?lift_at_providers=true");
    }

    @Test
    void removeFailsInOneLine() {
        daemon.answers(404, """
                {"type":"about:blank","title":"Not Found","status":404,"detail":"The address is not on the suppression list."}""");
        Run run = suppressions("remove", "ann@example.com");
        assertThat(run.exitStatus()).isEqualTo(ExitStatus.NOT_SENT);
        assertThat(run.err().lines()).hasSize(1).allMatch(line -> line.contains("not on the suppression list"));
    }

    @Test
    void importSendsTheFileAndNamesBadLines() throws IOException {
        daemon.answers(200, """
                {"imported":2,"rejected":1,"errors":[{"field":"line 3","message":"must be an address"}]}""");
        Path file = Files.writeString(
                directory.resolve("list.csv"), "address\nann@example.com\nnobody\nk\u00e4the@example.com\n");
        Run run = suppressions("import", file.toString(), "--reason=hard_bounce");
        assertThat(run.exitStatus()).isEqualTo(ExitStatus.NOT_SENT);
        assertThat(run.out()).isEqualTo("2 imported\n");
        assertThat(run.err()).contains("line 3: must be an address", "1 lines could not be used");
        assertThat(daemon.request().line()).isEqualTo("POST /suppressions/import?reason=hard_bounce");
        assertThat(daemon.request().header("Content-type")).isEqualTo("text/csv");
        assertThat(daemon.request().body()).isEqualTo(Files.readString(file));
    }

    @Test
    void importCanCopyAProvidersList() {
        daemon.answers(200, "{\"imported\":7,\"rejected\":0}");
        Run run = suppressions("import", "--provider=mailgun", "--json");
        assertThat(run.exitStatus()).isZero();
        assertThat(run.out()).contains("\"imported\":7");
        assertThat(daemon.request().line()).isEqualTo("POST /suppressions/import/mailgun");
        assertThat(suppressions("import").exitStatus()).isEqualTo(2);
    }

    @Test
    void exportPrintsTheFile() {
        daemon.answers(200, "text/csv", "address,reason\r\nann@example.com,manual\r\n");
        Run run = suppressions("export");
        assertThat(run.exitStatus()).isZero();
        assertThat(run.out()).isEqualTo("address,reason\r\nann@example.com,manual\r\n");
        assertThat(daemon.request().line()).isEqualTo("GET /suppressions/export");
    }

    private Run suppressions(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of("suppressions", command, "--url", daemon.url()));
        all.addAll(List.of(arguments));
        return runWithoutUrl(all.toArray(String[]::new));
    }
}
