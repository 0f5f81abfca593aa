package io.mailsender.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.mailsender.message.HeaderText;

/** Says where in a request something is wrong. */
public final class JsonPlace {

    private static final int MAX_NAME = 60;

    private JsonPlace() {}

    /** What is wrong with a text that is no JSON, or none that is taken. */
    public static ProblemException broken(JsonParser json, JsonProcessingException e) {
        if (e instanceof StreamConstraintsException) {
            if (String.valueOf(e.getOriginalMessage()).startsWith("Name length")) {
                return ProblemException.badRequest("body", "has a field with a name of more than 1000 characters");
            }
            return ProblemException.badRequest(of(json), "is nested too deeply, or is too long a number");
        }
        String message = String.valueOf(e.getOriginalMessage());
        if (message.startsWith("Duplicate field")) {
            return ProblemException.badRequest(of(json), "stands twice");
        }
        JsonLocation at = e.getLocation();
        String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
        return ProblemException.badRequest(of(json), "is not JSON" + where);
    }

    /** Where the parser stands, as a caller would write it: {@code to[3]}, {@code attachments[0].content}. */
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

    /** A name of the caller's own as far as it may be repeated to them: half a surrogate pair, for one, no answer could carry. */
    public static String shown(String name) {
        return name.length() <= MAX_NAME && name.codePoints().allMatch(JsonPlace::isVisible) ? name : "?";
    }

    private static boolean isVisible(int c) {
        return HeaderText.isHarmless(c) && Character.isDefined(c);
    }
}
