package io.mailsender.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.mailsender.common.UntrustedText;

/** Names the field of a request that is wrong. */
public final class JsonPlace {

    private static final int MAX_NAME = 60;

    private JsonPlace() {}

    /** The problem with a text that is not JSON, or is beyond the limits. */
    public static ProblemException broken(JsonParser json, JsonProcessingException e) {
        if (e instanceof StreamConstraintsException) {
            if (String.valueOf(e.getOriginalMessage()).startsWith("Name length")) {
                return ProblemException.badRequest("body", "has a field with a name of more than 1000 characters");
            }
            return ProblemException.badRequest(of(json), "is nested too deeply, or is too long a number");
        }
        String message = String.valueOf(e.getOriginalMessage());
        if (message.startsWith("Duplicate field")) {
            return ProblemException.badRequest(of(json), "appears twice");
        }
        JsonLocation at = e.getLocation();
        String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
        return ProblemException.badRequest(of(json), "is not JSON" + where);
    }

    /** The current field of the parser, as callers write it: {@code to[3]}, {@code attachments[0].content}. */
    public static String of(JsonParser json) {
        StringBuilder field = new StringBuilder();
        for (JsonPointer at = json.getParsingContext().pathAsPointer(); at != null && !at.matches(); at = at.tail()) {
            if (at.mayMatchElement()) {
                field.append('[').append(at.getMatchingIndex()).append(']');
            } else {
                field.append(field.length() == 0 ? "" : ".").append(shown(at.getMatchingProperty()));
            }
        }
        return field.length() == 0 ? "body" : field.toString();
    }

    /** A name that the caller chose, if a response may repeat it; it could not encode a lone surrogate, for example. */
    public static String shown(String name) {
        return name.length() <= MAX_NAME && name.codePoints().allMatch(JsonPlace::isVisible) ? name : "?";
    }

    private static boolean isVisible(int c) {
        return UntrustedText.isHarmless(c) && Character.isDefined(c);
    }
}
