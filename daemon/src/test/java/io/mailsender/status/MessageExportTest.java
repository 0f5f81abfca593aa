package io.mailsender.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailsender.testing.Outcomes;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.SqliteRows;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The messages as a file. */
class MessageExportTest {

    @TempDir
    Path directory;

    private final ScriptedProvider first = new ScriptedProvider("first");
    private final ScriptedProvider second = new ScriptedProvider("second");
    private TestDaemon daemon;

    @BeforeEach
    void start() {
        daemon = TestDaemon.with(TestDaemon.sqlite(directory), first, second);
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void hasARowForEachRecipient() throws Exception {
        first.answers(Outcomes.UNREACHABLE);
        String id = daemon.post(
                        "/send",
                        "{\"to\": [\"ann@example.com\", \"bob@example.com\"], \"tags\": [\"a\", \"b\"], \"subject\": \"Hi, \\\"you\\\"\"}")
                .json()
                .get("id")
                .getStringValue();

        Answer file = daemon.get("/messages/export");
        assertThat(file.header("Content-Type")).startsWith("text/csv");
        assertThat(file.header("Content-Disposition")).isEqualTo("attachment; filename=\"messages.csv\"");
        assertThat(file.text())
                .startsWith(
                        "id,accepted,status,recipient,recipient_state,provider,provider_message_id,code,words,attempts,tags,subject,possible_duplicate\r\n")
                .contains("\"Hi, \"\"you\"\"\"")
                .endsWith("\r\n");
        List<CSVRecord> rows = rows(file);
        assertThat(rows).extracting(row -> row.get("recipient")).containsExactly("ann@example.com", "bob@example.com");
        Map<String, String> row = rows.get(0).toMap();
        assertThat(row)
                .containsEntry("id", id)
                .containsEntry("status", "sent")
                .containsEntry("recipient_state", "sent")
                .containsEntry("provider", "second")
                .containsEntry("provider_message_id", "second-1")
                .containsEntry("code", "200")
                .containsEntry("words", "OK")
                .containsEntry("attempts", "2")
                .containsEntry("tags", "a b")
                .containsEntry("subject", "Hi, \"you\"")
                .containsEntry("possible_duplicate", "false");
    }

    @Test
    void noSpreadsheetExecutesACell() throws Exception {
        for (String subject : List.of("=1+1", "+1", "-1", "@SUM(A1)", "'=1", "\uFF1D1+1", "\\u200b=1", "a=1")) {
            assertThat(daemon.post(
                                    "/send",
                                    "{\"to\": [\"=cmd@example.com\"], \"tags\": [\"=tag\"], \"subject\": \"" + subject
                                            + "\"}")
                            .status())
                    .as(subject)
                    .isEqualTo(200);
        }

        List<CSVRecord> rows = rows(daemon.get("/messages/export"));
        assertThat(rows)
                .extracting(row -> row.get("subject"))
                .containsExactly("a=1", "\u200b=1", "'\uFF1D1+1", "''=1", "'@SUM(A1)", "'-1", "'+1", "'=1+1");
        assertThat(rows)
                .allSatisfy(row -> assertThat(row.get("recipient")).isEqualTo("'=cmd@example.com"))
                .allSatisfy(row -> assertThat(row.get("tags")).isEqualTo("'=tag"));
    }

    @Test
    void hasAllThatTheFilterFindsAndEachOnce() throws Exception {
        SqliteRows.messages(directory, 25_000, "CASE WHEN i % 8 = 0 THEN 'failed' ELSE 'sent' END");

        List<CSVRecord> rows = rows(daemon.get("/messages/export?status=failed"));
        Set<String> ids = new HashSet<>();
        rows.forEach(row -> ids.add(row.get("id")));
        assertThat(rows).hasSize(3_125);
        assertThat(ids).hasSize(3_125);
        assertThat(daemon.get("/messages/export?status=broken").text()).contains("\"field\":\"status\"");
        assertThat(daemon.get("/messages/export?limit=1").text()).contains("is not a parameter");
        assertThat(rows(daemon.get("/messages/export?tag=none"))).isEmpty();
    }

    /** A message that cannot be read stands for a store that fails on the second page. */
    @Test
    void isCutOffIfTheStoreFails() throws Exception {
        SqliteRows.messages(directory, 1_500, "'sent'");
        SqliteRows.execute(directory, "UPDATE message SET tags = '{' WHERE id LIKE '%0000a'");
        assertThatThrownBy(() -> daemon.get("/messages/export"))
                .isInstanceOf(UncheckedIOException.class)
                .hasCauseInstanceOf(IOException.class);

        SqliteRows.execute(directory, "UPDATE message SET tags = '{'");
        assertThat(daemon.get("/messages/export").status()).isGreaterThanOrEqualTo(500);
    }

    private static List<CSVRecord> rows(Answer file) throws IOException {
        assertThat(file.status()).as(file.text()).isEqualTo(200);
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        return format.parse(new StringReader(file.text())).getRecords();
    }
}
