package io.mailsender.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code flush --list} and {@code mailq} show. */
final class SpoolList {

    /** A mail of the spool, as JSON. */
    record Entry(
            String id,
            String state,
            @Nullable String spooledAt,
            int bytes,
            @Nullable String sender,
            List<String> recipients,
            @Nullable String uncertainSince,
            @Nullable String reason) {

        @JsonProperty("spooled_at")
        @Override
        public @Nullable String spooledAt() {
            return spooledAt;
        }

        @JsonProperty("uncertain_since")
        @Override
        public @Nullable String uncertainSince() {
            return uncertainSince;
        }
    }

    private SpoolList() {}

    /**
     * The mails that wait, oldest first, and then the dead ones.
     *
     * @throws IOException if the spool cannot be read
     */
    static List<Entry> of(Spool spool) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (String id : spool.waitingIds()) {
            try {
                spool.waiting(id).ifPresent(mail -> entries.add(entry(mail, "waiting")));
            } catch (IOException e) {
                entries.add(unreadable(id, e));
            }
        }
        for (String id : spool.deadIds()) {
            try {
                spool.dead(id).ifPresent(mail -> entries.add(entry(mail, "dead")));
            } catch (IOException e) {
                entries.add(unreadable(id, e));
            }
        }
        return entries;
    }

    private static Entry unreadable(String id, IOException e) {
        return new Entry(id, "unreadable", null, 0, null, List.of(), null, FileErrorText.of(e));
    }

    private static Entry entry(SpooledMail mail, String state) {
        return new Entry(
                mail.id(),
                state,
                mail.spooledAt().map(Instant::toString).orElse(null),
                mail.mail().bytes().length,
                mail.mail().sender(),
                mail.mail().recipients(),
                mail.uncertainSince() == null ? null : mail.uncertainSince().toString(),
                mail.reason());
    }

    static void print(List<Entry> entries, Spool spool, DaemonOptions options) {
        if (options.json()) {
            options.printJson(entries);
            return;
        }
        if (entries.isEmpty()) {
            options.out().println(TerminalText.oneLine("no mail waits in " + spool.folder()));
            return;
        }
        List<List<String>> rows =
                new ArrayList<>(List.of(List.of("ID", "STATE", "BYTES", "SENDER", "RECIPIENTS", "REASON")));
        entries.forEach(mail -> rows.add(List.of(
                mail.id(),
                mail.state(),
                String.valueOf(mail.bytes()),
                mail.sender() == null ? "-" : mail.sender(),
                String.join(", ", mail.recipients()),
                mail.reason() == null ? "-" : mail.reason())));
        TextTable.print(rows, options.out());
    }
}
