package io.mailsender.status;

import io.mailsender.access.Caller;
import io.mailsender.access.Scope;
import io.mailsender.audit.Actor;
import io.mailsender.audit.AuditTrail;
import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.mailsender.message.Attachment;
import io.mailsender.message.Message;
import io.mailsender.queue.StoredMessage;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Shows the content of messages: to a key with the scopes {@code send} and {@code read} that of its own ones, with {@code admin} that of all. Each look is
 * recorded in the audit before the content is read; one that cannot be recorded is refused (503). A {@link ProblemException} says what is
 * wrong, either at once or as the stage's failure.
 */
@Singleton
public final class MessageContents {

    private final MessageActions messages;
    private final MailSource source;
    private final AuditTrail audit;

    MessageContents(MessageActions messages, MailSource source, AuditTrail audit) {
        this.messages = messages;
        this.source = source;
        this.audit = audit;
    }

    /** Its texts and header, and what is attached. */
    public CompletionStage<ContentView> content(Caller caller, Actor actor, String id) {
        return look(caller, actor, id, "content.view").thenApply(seen -> ContentView.of(seen.message()));
    }

    /** The whole mail (RFC 5322): the bytes that came, if it came as bytes; otherwise as it is sent over SMTP. */
    public CompletionStage<byte[]> source(Caller caller, Actor actor, String id) {
        return look(caller, actor, id, "source.view").thenApply(seen -> source.of(seen.stored(), seen.message()));
    }

    /** One of its files. @param number from 1, as in {@link ContentView} */
    public CompletionStage<Attachment> attachment(Caller caller, Actor actor, String id, int number) {
        return look(caller, actor, id, "attachment.view").thenApply(seen -> {
            List<Attachment> files = seen.message().content().attachments();
            if (number < 1 || number > files.size()) {
                throw new ProblemException(Problem.of(
                        HttpStatus.NOT_FOUND, "The message has " + files.size() + " attachments, numbered from 1."));
            }
            return files.get(number - 1);
        });
    }

    /** Its HTML, and the images that belong to it: one look. */
    public CompletionStage<HtmlContent> html(Caller caller, Actor actor, String id) {
        return look(caller, actor, id, "content.view").thenApply(seen -> {
            String html = seen.message().content().html();
            if (html == null) {
                throw new ProblemException(Problem.of(HttpStatus.NOT_FOUND, "The message has no HTML."));
            }
            return new HtmlContent(
                    html,
                    seen.message().content().attachments().stream()
                            .filter(file -> file.contentId() != null)
                            .toList());
        });
    }

    /**
     * The HTML of a message.
     *
     * @param inline the files that it names by their content id
     */
    public record HtmlContent(String html, List<Attachment> inline) {}

    private record Seen(StoredMessage stored, Message message) {}

    private CompletionStage<Seen> look(Caller caller, Actor actor, String id, String action) {
        if (!caller.has(Scope.ADMIN) && !(caller.has(Scope.SEND) && caller.has(Scope.READ))) {
            throw new ProblemException(
                    Problem.of(
                            HttpStatus.FORBIDDEN,
                            "This key may not see the content of messages: that needs the scopes send and read for its own messages, or admin for all."));
        }
        return messages.find(caller, id)
                .thenCompose(stored -> audit.look(actor, action, id)
                        .thenCompose(recorded -> messages.store().content(id))
                        .thenApply(content -> new Seen(stored, content.orElseThrow(MessageContents::gone))));
    }

    private static ProblemException gone() {
        return new ProblemException(
                Problem.of(
                        HttpStatus.GONE,
                        "The content of this message is no longer kept: it was deleted some time after the message ended (store.keep-content)."));
    }
}
