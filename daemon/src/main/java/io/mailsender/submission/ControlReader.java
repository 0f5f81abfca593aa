package io.mailsender.submission;

import io.mailsender.http.ProblemException;
import io.mailsender.original.ControlField;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the header fields of a mail that are meant for the gateway, as the fields of a request that mean the same. */
final class ControlReader {

    private final Map<String, List<String>> controls;

    /** @param controls the fields' values, by name in lower case */
    ControlReader(Map<String, List<String>> controls) {
        this.controls = controls;
    }

    /** @throws ProblemException 400 with the name of a field that is wrong */
    SendRequest read() {
        return new SendRequest(
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                controls.getOrDefault(ControlField.TAG, List.of()),
                metadata(),
                only(ControlField.ON_UNKNOWN),
                only(ControlField.PRIORITY),
                only(ControlField.ROUTE),
                sendAt(),
                isTrue());
    }

    @Nullable
    String idempotencyKey() {
        return only(ControlField.IDEMPOTENCY_KEY);
    }

    private @Nullable String only(String name) {
        List<String> values = controls.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw ProblemException.badRequest(name, "must be there once");
        }
        return values.isEmpty() ? null : values.get(0);
    }

    private Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        for (String pair : controls.getOrDefault(ControlField.METADATA, List.of())) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw ProblemException.badRequest(ControlField.METADATA, "must have the form name=value");
            }
            metadata.put(
                    pair.substring(0, equals).strip(),
                    pair.substring(equals + 1).strip());
        }
        return metadata;
    }

    private @Nullable Instant sendAt() {
        String time = only(ControlField.SEND_AT);
        try {
            return time == null ? null : OffsetDateTime.parse(time).toInstant();
        } catch (DateTimeException e) {
            throw ProblemException.badRequest(ControlField.SEND_AT, "must be a time such as 2030-01-31T08:00:00Z");
        }
    }

    private Boolean isTrue() {
        String value = only(ControlField.IGNORE_SUPPRESSION);
        if (value != null && !value.equals("true") && !value.equals("false")) {
            throw ProblemException.badRequest(ControlField.IGNORE_SUPPRESSION, "must be true or false");
        }
        return "true".equals(value);
    }
}
