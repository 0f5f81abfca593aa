package io.mailsender.console;

import java.util.List;
import java.util.Map;

/**
 * Asks before an action.
 *
 * @param question names what happens, and to how many
 * @param button what the button says, such as {@code Cancel 3 messages}
 * @param isDestructive whether it discards something
 * @param action where the form goes, relative to the page
 * @param fields the fields of the form that asked; {@code confirmed} is added
 * @param back where to go instead
 */
public record ConfirmView(
        String question,
        String button,
        boolean isDestructive,
        String action,
        Map<String, List<String>> fields,
        String back) {

    /** The field that a confirmed form has. */
    public static final String CONFIRMED = "confirmed";
}
