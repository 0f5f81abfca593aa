package io.mailsender.suppression;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A column of a file, under our name for it or that of a vendor. */
enum CsvColumn {
    /** SendGrid writes {@code email}, Mailgun {@code address}, Postmark and Amazon SES {@code EmailAddress}. */
    ADDRESS(Set.of("address", "email", "emailaddress", "recipient", "mail")),
    REASON(Set.of("reason", "suppressionreason")),
    SCOPE(Set.of("scope")),
    CREATED(Set.of("created", "createdat", "lastupdatetime", "date", "timestamp")),
    EXPIRES(Set.of("expires", "expiresat")),
    TEXT(Set.of("text", "error", "note", "description", "comment"));

    private final Set<String> names;

    CsvColumn(Set<String> names) {
        this.names = names;
    }

    /** Case, spaces and punctuation make no difference: {@code Created At} is {@code created_at}. */
    static Optional<CsvColumn> of(String heading) {
        String name = plain(heading);
        return Arrays.stream(values())
                .filter(column -> column.names.contains(name))
                .findFirst();
    }

    /** The letters and digits of a text, in lower case. */
    static String plain(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
