package io.mailsender.testing;

import io.mailsender.provider.event.EventReport;
import io.mailsender.provider.event.ProviderEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows an event in one line, to compare what an adapter read with what is expected. */
public final class EventLine {

    private EventLine() {}

    public static List<String> of(EventReport report) {
        return report.events().stream().map(EventLine::of).toList();
    }

    /** {@code type severity reason code recipient message provider-ids time}; a dash for what is missing. */
    public static String of(ProviderEvent event) {
        return String.join(
                " ",
                event.type().word(),
                text(
                        event.detail().severity() == null
                                ? null
                                : event.detail().severity().word()),
                text(
                        event.detail().reason() == null
                                ? null
                                : event.detail().reason().word()),
                event.detail().statusCode() == 0
                        ? "-"
                        : String.valueOf(event.detail().statusCode()),
                text(event.recipient()),
                text(event.subject().messageId()),
                event.subject().providerIds().isEmpty()
                        ? "-"
                        : String.join(",", event.subject().providerIds()),
                event.time().toString());
    }

    private static String text(@Nullable Object value) {
        return value == null ? "-" : value.toString();
    }
}
