package io.mailsender.provider.event;

import io.mailsender.provider.event.ProviderEvent.Subject;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds out which message a mail is about. */
final class MailSubject {

    /** One of our Message-IDs. */
    private static final Pattern OURS = Pattern.compile("<([0-9a-f]{32})@[^<>\\s]+>");

    /** In a text: the header of a message that is returned as text, or a line of an explanation. */
    private static final Pattern IN_TEXT = Pattern.compile("(?im)^[> ]*message-id:\\s*<([0-9a-f]{32})@[^<>\\s]+>");

    /** In the Received field of a mail that came with a Message-ID of its own. */
    private static final Pattern RECEIVED = Pattern.compile("\\bwith [A-Z0-9]{4,12} id ([0-9a-f]{32})(?![0-9a-f])");

    private MailSubject() {}

    /** In this order: the Message-ID and the Received fields of the returned header; the return path, to which the mail is addressed; what it replies to; its text. */
    static Subject of(MailParts mail) {
        Optional<String> id = Stream.of(
                        mail.returned().all("message-id").stream().flatMap(value -> find(OURS, value)),
                        mail.returned().all("received").stream().flatMap(value -> find(RECEIVED, value)),
                        Stream.of("x-original-to", "delivered-to", "envelope-to", "x-envelope-to", "to")
                                .flatMap(name -> mail.header().all(name).stream())
                                .flatMap(value -> ReturnPath.idIn(value).stream()),
                        mail.returned().all("return-path").stream().flatMap(value -> ReturnPath.idIn(value).stream()),
                        Stream.of("in-reply-to", "references")
                                .flatMap(name -> mail.header().all(name).stream())
                                .flatMap(value -> find(OURS, value)),
                        mail.parts().stream()
                                .filter(part -> part.type().equals("text/plain"))
                                .flatMap(part -> find(IN_TEXT, part.text())))
                .flatMap(ids -> ids)
                .findFirst();
        return Subject.of(id.orElse(null), queueIds(mail));
    }

    /** Postfix names its queue id, which is the relay's id of the message if the relay itself reports. */
    private static List<String> queueIds(MailParts mail) {
        return mail.part("message/delivery-status", "message/global-delivery-status").stream()
                .flatMap(part -> MailFields.groups(part.text()).stream())
                .flatMap(group -> group.all("x-postfix-queue-id").stream())
                .filter(id -> id.matches("[A-Za-z0-9]{1,40}"))
                .distinct()
                .limit(1)
                .toList();
    }

    private static Stream<String> find(Pattern pattern, String text) {
        Matcher id = pattern.matcher(text);
        return id.find() ? Stream.of(id.group(1)) : Stream.empty();
    }
}
