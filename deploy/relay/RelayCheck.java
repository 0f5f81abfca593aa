import io.mailsender.message.Content;
import io.mailsender.message.Destination;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Extras;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import io.mailsender.message.Originator;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.adapter.Smtp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sends a mail for each line of standard input with the SMTP adapter, prints its outcome, and exits with 1 if an outcome differs from the
 * expected one. {@code java -cp DAEMON_JAR RelayCheck.java CA_FILE}; a line is
 * {@code NAME | PORT | TLS | USER:PASSWORD | HELO_NAME | FROM | RECIPIENTS | SUBJECT | EXPECTED}, with {@code -} for an empty cell.
 * EXPECTED is the outcome, followed by the number of recipients for each other outcome.
 */
final class RelayCheck {

    private RelayCheck() {}

    public static void main(String[] args) throws Exception {
        int failures = 0;
        for (String line : new String(System.in.readAllBytes(), "UTF-8").lines().toList()) {
            String[] cells = Stream.of(line.split("\\|")).map(String::strip).toArray(String[]::new);
            Outcome outcome = send(cells, args[0]);
            List<EmailAddress> recipients = recipients(cells[6]);
            String others = recipients.stream()
                    .map(outcome::of)
                    .map(Outcome::word)
                    .filter(word -> !word.equals(outcome.word()))
                    .collect(Collectors.groupingBy(word -> word, java.util.TreeMap::new, Collectors.counting()))
                    .entrySet()
                    .stream()
                    .map(e -> " " + e.getKey() + "=" + e.getValue())
                    .collect(Collectors.joining());
            boolean right = (outcome.word() + others).equals(cells[8]);
            failures += right ? 0 : 1;
            System.out.printf(
                    "%-6s %-22s %-28s %s %s%n",
                    right ? "ok" : "WRONG", cells[0], outcome.word() + others, outcome.reply().statusCode(), text(outcome));
        }
        System.exit(failures == 0 ? 0 : 1);
    }

    private static String text(Outcome outcome) {
        return outcome.fold(
                sent -> "id " + sent.providerMessageId()
                        + sent.refused().values().stream().findFirst().map(o -> "; " + o.reply().text()).orElse(""),
                rejected -> rejected.reply().text(),
                unavailable -> unavailable.reply().text(),
                unknown -> unknown.reply().text());
    }

    private static Outcome send(String[] cells, String caFile) throws Exception {
        String[] login = cells[3].equals("-") ? new String[] {null, null} : cells[3].split(":");
        Smtp.Settings settings = new Smtp.Settings(
                "relay", "localhost", Integer.valueOf(cells[1]), Smtp.Tls.valueOf(cells[2]), caFile, null, null,
                cells[4].equals("-") ? null : cells[4], login[0], login[1], cells[5], null, null, 2,
                Duration.ofSeconds(3), Duration.ofSeconds(30), null);
        List<Mailbox> to = recipients(cells[6]).stream().map(a -> new Mailbox(null, a)).toList();
        Message message = new Message(
                new MessageId(UUID.randomUUID().toString().replace("-", ""), "example.org"), Instant.now(),
                new Originator(null, null, List.of()), new Destination(to, List.of(), List.of()),
                new Content(cells[7], "Hello", null, List.of()), Extras.NONE);
        try (Smtp smtp = new Smtp(settings)) {
            return smtp.send(message, message.envelope(), Duration.ofSeconds(30)).toCompletableFuture().get();
        }
    }

    /** @param cell {@code a@b,c@d}, or {@code 25@example.org} for that number of recipients */
    private static List<EmailAddress> recipients(String cell) {
        String[] parts = cell.split("@");
        if (parts[0].matches("\\d+")) {
            return Stream.iterate(1, i -> i + 1)
                    .limit(Integer.parseInt(parts[0]))
                    .map(i -> EmailAddress.parse("r" + i + "@" + parts[1]))
                    .toList();
        }
        return Stream.of(cell.split(",")).map(EmailAddress::parse).toList();
    }
}
