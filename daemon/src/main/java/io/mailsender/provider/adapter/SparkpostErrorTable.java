package io.mailsender.provider.adapter;

import static io.mailsender.provider.ErrorTable.code;
import static io.mailsender.provider.ErrorTable.status;

import io.mailsender.provider.ErrorTable;
import io.mailsender.provider.ErrorTable.Row;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.SenderPolicy;
import io.mailsender.provider.VendorReply;
import io.mailsender.provider.Verdict;
import io.micronaut.json.tree.JsonNode;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * SparkPost's error codes (https://support.sparkpost.com/docs/tech-resources/extended-error-codes). 1600 to 1602 have two meanings: with
 * 409, and 1602 also with 400, they are about the Idempotency-Key (SparkPost/developers.sparkpost.com#590).
 */
final class SparkpostErrorTable {

    private final ErrorTable table;

    SparkpostErrorTable(SenderPolicy senders) {
        table = table(senders);
    }

    /** Reads {@code {"errors":[{"message":"…","description":"…","code":"…"}]}}; the code can be missing. */
    VendorReply read(Answer answer) {
        JsonNode errors = answer.json().get("errors");
        if (errors == null || !errors.isArray() || errors.size() == 0) {
            return VendorReply.UNREADABLE;
        }
        JsonNode first = errors.get(0);
        String text = first == null ? "" : text(first);
        return first == null || text.isEmpty()
                ? VendorReply.UNREADABLE
                : table.reply(answer, member(first, "code"), text);
    }

    /** The texts of an error, in one. */
    static String text(JsonNode error) {
        return Stream.of("message", "description")
                .map(name -> member(error, name))
                .filter(text -> !text.isBlank())
                .collect(Collectors.joining(": "));
    }

    private static String member(JsonNode error, String name) {
        @Nullable JsonNode value = error.get(name);
        return value != null && value.isValueNode() && !value.isNull() ? value.coerceStringValue() : "";
    }

    /** The codes whose meaning differs from that of their status. */
    private static ErrorTable table(SenderPolicy senders) {
        String own = "<" + senders.own().domain() + ">";
        // The text may not name the domain. One caller's sender must not make the provider rest for all messages.
        boolean onlyOwn = senders.senderDomains().size() == 1;
        return ErrorTable.of(
                new Row(400, "7000", own, Verdict.ACCOUNT),
                new Row(400, "7001", own, Verdict.ACCOUNT),
                code(400, "7000", onlyOwn ? Verdict.ACCOUNT : Verdict.UNSUPPORTED),
                code(400, "7001", onlyOwn ? Verdict.ACCOUNT : Verdict.UNSUPPORTED),
                // About the account: the options of the request, its path, what is configured.
                code(400, "1100", Verdict.ACCOUNT),
                code(405, "1102", Verdict.ACCOUNT),
                code(422, "1603", Verdict.ACCOUNT),
                code(400, "1910", Verdict.ACCOUNT),
                code(420, "2103", Verdict.ACCOUNT),
                // An earlier attempt with this key still runs, or had another body; either way it may have been sent.
                status(409, Verdict.UNKNOWN),
                code(400, "1602", Verdict.UNSUPPORTED),
                code(400, "1502", Verdict.THROTTLED),
                // SparkPost cannot build this mail; another vendor may.
                code(422, "1301", Verdict.UNSUPPORTED),
                code(415, "1700", Verdict.UNSUPPORTED),
                code(406, "1800", Verdict.UNSUPPORTED),
                code(400, "1901", Verdict.UNSUPPORTED),
                code(422, "2002", Verdict.UNSUPPORTED),
                code(422, "2004", Verdict.UNSUPPORTED),
                code(422, "2005", Verdict.UNSUPPORTED),
                code(422, "2106", Verdict.UNSUPPORTED),
                code(422, "3000", Verdict.UNSUPPORTED),
                code(422, "3001", Verdict.UNSUPPORTED),
                code(422, "3002", Verdict.UNSUPPORTED),
                code(422, "3010", Verdict.UNSUPPORTED),
                code(422, "3020", Verdict.UNSUPPORTED),
                code(422, "3040", Verdict.UNSUPPORTED),
                code(422, "3050", Verdict.UNSUPPORTED));
    }
}
