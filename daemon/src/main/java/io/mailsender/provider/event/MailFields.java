package io.mailsender.provider.event;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Header fields (RFC 5322, section 2.2), unfolded; also the groups of fields in a delivery status (RFC 3464). */
final class MailFields {

    /** More in one group are ignored. */
    private static final int MAX_FIELDS = 500;

    private final Map<String, List<String>> values = new LinkedHashMap<>();

    void add(String name, String value) {
        if (values.size() < MAX_FIELDS) {
            List<String> all =
                    values.computeIfAbsent(name.strip().toLowerCase(Locale.ROOT), unused -> new ArrayList<>());
            if (all.size() < MAX_FIELDS) {
                all.add(value.strip());
            }
        }
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** @param name in lower case */
    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** The first that is not empty; {@code ""} if there is none. @param names in lower case */
    String first(String... names) {
        for (String name : names) {
            Optional<String> value =
                    all(name).stream().filter(some -> !some.isEmpty()).findFirst();
            if (value.isPresent()) {
                return value.get();
            }
        }
        return "";
    }

    /** Reads groups of fields, with empty lines in between. A line that is no field is left out. */
    static List<MailFields> groups(String text) {
        List<MailFields> groups = new ArrayList<>();
        MailFields group = new MailFields();
        StringBuilder field = new StringBuilder();
        for (String line : (text + "\n\n").split("\r\n|\r|\n", -1)) {
            boolean folded = !line.isBlank() && (line.charAt(0) == ' ' || line.charAt(0) == '\t');
            if (folded && field.length() > 0) {
                field.append(' ').append(line.strip());
                continue;
            }
            int colon = field.indexOf(":");
            if (colon > 0) {
                group.add(field.substring(0, colon), field.substring(colon + 1));
            }
            field.setLength(0);
            field.append(line);
            if (line.isBlank() && !group.isEmpty()) {
                groups.add(group);
                group = new MailFields();
            }
        }
        return groups;
    }
}
