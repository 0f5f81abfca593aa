import io.mailsender.config.Configuration;
import io.mailsender.message.Content;
import io.mailsender.message.Destination;
import io.mailsender.message.Extras;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import io.mailsender.message.Originator;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Provider;
import io.mailsender.provider.ProviderOrder;
import io.micronaut.context.ApplicationContext;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Sends a mail through each provider that standard input names, prints its outcome, and exits with 1 if an outcome differs from the
 * expected one. {@code java -cp DAEMON_JAR ProxyCheck.java CONFIG_FILE}; a line is {@code PROVIDER | OUTCOME | PART OF THE REPLY}.
 */
final class ProxyCheck {

    private ProxyCheck() {}

    public static void main(String[] args) throws Exception {
        Path none = Path.of("/nonexistent");
        Configuration configuration = Configuration.load(Map.of("CONFIG_FILE", args[0]), none, none);
        // Also after an exception: threads of the beans would keep the process running.
        int failures = 1;
        try (ApplicationContext beans = ApplicationContext.builder()
                .deduceEnvironment(false)
                .environmentPropertySource(false)
                .properties(configuration.properties())
                .start()) {
            ProviderOrder.createAll(beans, configuration);
            failures = 0;
            for (String line : new String(System.in.readAllBytes(), "UTF-8").lines().toList()) {
                String[] cells = Stream.of(line.split("\\|", -1)).map(String::strip).toArray(String[]::new);
                Provider provider = beans.getBean(Provider.class, Qualifiers.byName(cells[0]));
                Message message = message();
                Outcome outcome = provider.send(message, message.envelope(), Duration.ofSeconds(20))
                        .toCompletableFuture()
                        .get();
                String text = outcome.reply().text();
                boolean right = outcome.word().equals(cells[1]) && text.contains(cells[2]);
                failures += right ? 0 : 1;
                System.out.printf("%-6s %-14s %-12s %s%n", right ? "ok" : "WRONG", cells[0], outcome.word(), text);
            }
        } catch (Exception e) {
            e.printStackTrace();
            failures++;
        }
        System.exit(failures == 0 ? 0 : 1);
    }

    private static Message message() {
        return new Message(
                new MessageId(UUID.randomUUID().toString().replace("-", ""), "example.org"), Instant.now(),
                new Originator(null, null, List.of()),
                new Destination(List.of(Mailbox.parse("ann@example.org")), List.of(), List.of()),
                new Content("Hello", "Hello", null, List.of()), Extras.NONE);
    }
}
