package io.mailsender.status;

import io.mailsender.delivery.Attempt;
import io.mailsender.http.SpreadsheetCell;
import io.mailsender.queue.MessageFilter;
import io.mailsender.queue.MessagePage;
import io.mailsender.queue.MessageStore;
import io.mailsender.queue.StoredMessage;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Writes messages as a file, a page at a time, as fast as the client reads it: a row for each recipient. */
final class MessageExport {

    static final int PAGE = 1_000;

    private static final String HEADER =
            "id,accepted,status,recipient,recipient_state,provider,provider_message_id,code,words,attempts,tags,subject,possible_duplicate\r\n";

    private final MessageStore store;

    private final UnaryOperator<String> addresses;

    /** @param addresses how addresses, and words that may have some, are written */
    MessageExport(MessageStore store, UnaryOperator<String> addresses) {
        this.store = store;
        this.addresses = addresses;
    }

    /** Fails, before anything is written, if the store cannot be read. @param filter its limit is the size of a page */
    CompletionStage<Publisher<byte[]>> pages(MessageFilter filter) {
        return store.list(filter)
                .thenApply(first -> Flux.concat(
                        Mono.just(HEADER.getBytes(StandardCharsets.UTF_8)),
                        Mono.just(first)
                                .expand(page -> next(filter, page))
                                .filter(page -> !page.messages().isEmpty())
                                .map(page -> rows(page.messages()))));
    }

    private Mono<MessagePage> next(MessageFilter filter, MessagePage page) {
        MessageFilter.Position place = page.next();
        return place == null
                ? Mono.empty()
                : Mono.fromCompletionStage(() -> store.list(filter.from(place, filter.limit())));
    }

    private byte[] rows(List<StoredMessage> messages) {
        StringWriter text = new StringWriter();
        try (CSVPrinter printer = new CSVPrinter(text, CSVFormat.RFC4180)) {
            for (StoredMessage message : messages) {
                for (int position = 0; position < message.recipients().size(); position++) {
                    printer.printRecord(row(message, position));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private Object[] row(StoredMessage message, int position) {
        RecipientResult recipient = RecipientResult.of(message.recipients().get(position));
        List<Attempt> attempts = message.attempts().stream()
                .filter(attempt -> isFor(attempt, position))
                .toList();
        ProviderAttempt last = attempts.isEmpty() ? null : ProviderAttempt.of(attempts.get(attempts.size() - 1));
        Integer code = recipient.statusCode();
        String words = recipient.msg();
        return new Object[] {
            message.id(),
            message.accepted(),
            message.status().word(),
            cell(shown(recipient.address())),
            recipient.state(),
            cell(last == null ? recipient.provider() : last.provider()),
            cell(last == null ? null : last.providerMessageId()),
            code != null || words != null || last == null ? cell(code) : last.statusCode(),
            cell(shown(code != null || words != null || last == null ? words : last.msg())),
            attempts.size(),
            cell(String.join(" ", message.tags())),
            cell(message.subject()),
            message.possibleDuplicate()
        };
    }

    private @Nullable String shown(@Nullable String text) {
        return text == null ? null : addresses.apply(text);
    }

    /** An earlier version did not record for whom an attempt was; it was then for all, or it is not known better. */
    private static boolean isFor(Attempt attempt, int position) {
        List<Integer> positions = attempt.positions();
        return positions == null || positions.isEmpty() || positions.contains(position);
    }

    private static String cell(@Nullable Object value) {
        return value == null ? "" : SpreadsheetCell.guard(value.toString());
    }
}
