package io.mailsender.store;

import io.mailsender.common.Word;
import io.mailsender.delivery.RecipientReport;
import io.mailsender.message.EmailAddress;
import io.mailsender.provider.event.EventReason;
import io.mailsender.provider.event.EventType;
import io.mailsender.provider.event.ProviderEvent;
import io.mailsender.provider.event.ProviderEvent.Detail;
import io.mailsender.provider.event.ProviderEvent.Subject;
import io.mailsender.provider.event.Severity;
import io.mailsender.store.GuardedWrite.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The columns of table {@code recipient} that hold what a provider reported. Rounds never write them. */
final class RecipientReportColumns {

    static final String NAMES = "report, report_severity, report_reason, report_code, report_msg, report_provider,"
            + " report_rank, report_time, report_event";

    private RecipientReportColumns() {}

    /** Replaces the report of a recipient, unless the stored one is later in the order of {@link RecipientReport}s. */
    static Sql write(String id, int position, RecipientReport report) {
        Detail detail = report.event().detail();
        return new Sql(
                "UPDATE recipient SET report = ?, report_severity = ?, report_reason = ?, report_code = ?, report_msg = ?,"
                        + " report_provider = ?, report_rank = ?, report_time = ?, report_event = ?"
                        + " WHERE message_id = ? AND position = ? AND (report IS NULL"
                        + " OR (report_rank, report_time, report_event) < (?, ?, ?))",
                report.event().type().word(),
                detail.severity() == null ? null : detail.severity().word(),
                detail.reason() == null ? null : detail.reason().word(),
                detail.statusCode(),
                detail.text(),
                report.provider(),
                report.rank(),
                report.time().toEpochMilli(),
                report.event().id(),
                id,
                position,
                report.rank(),
                report.time().toEpochMilli(),
                report.event().id());
    }

    /** Forgets the report of a recipient to whom the message is sent again. */
    static Sql clear(String id, int position) {
        return new Sql(
                "UPDATE recipient SET report = NULL, report_severity = NULL, report_reason = NULL, report_code = NULL,"
                        + " report_msg = NULL, report_provider = NULL, report_rank = NULL, report_time = NULL, report_event = NULL"
                        + " WHERE message_id = ? AND position = ?",
                id,
                position);
    }

    static @Nullable RecipientReport read(ResultSet row, EmailAddress address) throws SQLException {
        String word = row.getString("report");
        if (word == null) {
            return null;
        }
        String severity = row.getString("report_severity");
        String reason = row.getString("report_reason");
        EventType type =
                Word.parse(EventType.class, word).orElseThrow(() -> new NewerVersionException("the report " + word));
        return new RecipientReport(
                row.getString("report_provider"),
                new ProviderEvent(
                        type,
                        row.getString("report_event"),
                        Instant.ofEpochMilli(row.getLong("report_time")),
                        new Subject(null, List.of()),
                        address,
                        new Detail(
                                severity == null
                                        ? null
                                        : Word.parse(Severity.class, severity)
                                                .orElseThrow(
                                                        () -> new NewerVersionException("the severity " + severity)),
                                reason == null
                                        ? null
                                        : Word.parse(EventReason.class, reason).orElse(EventReason.OTHER),
                                row.getInt("report_code"),
                                row.getString("report_msg"))));
    }
}
