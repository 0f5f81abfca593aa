package io.mailsender.console.screen;

import io.mailsender.console.AddressText;
import io.mailsender.console.Query;
import io.mailsender.provider.CapturedMails;
import io.mailsender.provider.CapturedMessage;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The captured mails of all providers, newest first, as pages. */
record CaptureBox(List<CapturedMails> captures) {

    private static final int PAGE = 50;
    private static final int BRIEF = 160;

    private Stream<CapturedMessage> newest() {
        return captures.stream()
                .flatMap(capture -> capture.captured().stream())
                .sorted(Comparator.comparing(CapturedMessage::capturedAt).reversed());
    }

    Optional<CapturedMessage> find(String provider, String id) {
        return newest().filter(
                        mail -> mail.provider().equals(provider) && mail.id().equals(id))
                .findFirst();
    }

    int size() {
        return captures.stream().mapToInt(capture -> capture.captured().size()).sum();
    }

    void clear() {
        captures.forEach(CapturedMails::clear);
    }

    /**
     * @param text what the subject or a recipient contains; {@code null} for all
     * @param after the last mail of the page before: if it is no longer kept, neither is an older one
     */
    CapturedPage page(@Nullable String text, @Nullable String after, Query query) {
        List<CapturedMessage> found = newest().filter(
                        mail -> text == null || contains(mail, text.toLowerCase(Locale.ROOT)))
                .dropWhile(mail -> after != null && !position(mail).equals(after))
                .skip(after == null ? 0 : 1)
                .limit(PAGE + 1L)
                .toList();
        boolean hasNext = found.size() > PAGE;
        List<CapturedMessage> page = hasNext ? found.subList(0, PAGE) : found;
        return new CapturedPage(
                query,
                captures.size(),
                page,
                hasNext ? query.with(List.of("text"), "after", position(page.get(PAGE - 1))) : null);
    }

    private static boolean contains(CapturedMessage mail, String text) {
        return Stream.concat(Stream.of(mail.subject()), mail.recipients().stream())
                .anyMatch(one -> one.toLowerCase(Locale.ROOT).contains(text));
    }

    private static String position(CapturedMessage mail) {
        return mail.provider() + "/" + mail.id();
    }

    /** The beginning of a long text. */
    static String brief(String text) {
        int end = Math.min(text.length(), BRIEF);
        return end < text.length()
                ? text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…"
                : text;
    }

    /**
     * A page of captured mails.
     *
     * @param providers the number of providers that keep mails
     * @param next the query of the next page; {@code null} on the last one
     */
    record CapturedPage(
            Query query,
            int providers,
            List<CapturedMessage> mails,
            @Nullable String next) {

        /** As in a mailbox: the first recipient, and how many more there are. */
        static String to(CapturedMessage mail, AddressText addresses) {
            List<String> to = mail.recipients();
            return to.isEmpty()
                    ? ""
                    : brief(addresses.of(to.get(0))) + (to.size() > 1 ? " and " + (to.size() - 1) + " more" : "");
        }

        static String subject(CapturedMessage mail) {
            return mail.subject().isBlank() ? "(no subject)" : brief(mail.subject());
        }
    }
}
