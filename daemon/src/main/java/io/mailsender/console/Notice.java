package io.mailsender.console;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says on the next page what was just done. The address has only its word, and perhaps a number, so that nobody can put a text into a link. */
public enum Notice {
    CANCELLED("The message is cancelled.", "# messages are cancelled."),
    RESENT("The message will be sent again now.", "# messages will be sent again now."),
    RESCHEDULED("The time is changed."),
    SETTLED("The message is settled.", "# messages are settled."),
    RESTED("The provider rests."),
    RESUMED("The provider is in use again."),
    SUPPRESSED("The address is suppressed.", "# addresses are suppressed."),
    LIFTED("The address is no longer suppressed."),
    SAVED("The change is saved."),
    REMOVED("It is removed."),
    REVOKED("The key is revoked; every node refuses it within 5 seconds."),
    REGISTERED("The vendor was told where to report."),
    TESTED("A test event is on its way."),
    DELIVERED_AGAIN("The delivery is sent again.", "# deliveries are sent again."),
    CLEARED("The captured mails are deleted.");

    private static final String PARAMETER = "done";
    private static final int MAX_DIGITS = 9;

    private final String one;
    private final @Nullable String many;

    Notice(String one) {
        this(one, null);
    }

    Notice(String one, @Nullable String many) {
        this.one = one;
        this.many = many;
    }

    /** Leads to a page that shows it. @param location relative to the page of the request; without this parameter */
    public MutableHttpResponse<?> at(String location) {
        return HttpResponse.seeOther(
                URI.create(location + (location.indexOf('?') < 0 ? "?" : "&") + PARAMETER + "=" + word()));
    }

    /** As {@link #at(String)}, for several. */
    public MutableHttpResponse<?> at(String location, long count) {
        return HttpResponse.seeOther(URI.create(
                location + (location.indexOf('?') < 0 ? "?" : "&") + PARAMETER + "=" + word() + "-" + count));
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** @return {@code null} if the address has none, or an unknown one */
    static @Nullable String of(HttpRequest<?> request) {
        String value = request.getParameters().get(PARAMETER);
        if (value == null) {
            return null;
        }
        int dash = value.indexOf('-');
        String word = dash < 0 ? value : value.substring(0, dash);
        String count = dash < 0 ? "" : value.substring(dash + 1);
        boolean isCount = !count.isEmpty()
                && count.length() <= MAX_DIGITS
                && count.chars().allMatch(c -> c >= '0' && c <= '9');
        Optional<Notice> notice =
                Arrays.stream(values()).filter(n -> n.word().equals(word)).findFirst();
        return notice.map(n -> n.many == null || !isCount || count.equals("1") ? n.one : n.many.replace("#", count))
                .orElse(null);
    }
}
