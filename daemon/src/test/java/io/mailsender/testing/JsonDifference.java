package io.mailsender.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The differences of two JSON texts, to compare what two programs send for the same mail. */
public final class JsonDifference {

    private JsonDifference() {}

    /** {@code "theirs / ours"} by the path of a member, such as {@code /content/text}; {@code -} if there is none. */
    public static Map<String, String> of(byte[] theirs, byte[] ours) throws IOException {
        ObjectMapper json = new ObjectMapper();
        Map<String, String> differences = new TreeMap<>();
        compare("", json.readTree(theirs), json.readTree(ours), differences);
        return differences;
    }

    private static void compare(String path, JsonNode theirs, JsonNode ours, Map<String, String> differences) {
        if (theirs.equals(ours)) {
            return;
        }
        if (theirs.isObject() && ours.isObject()) {
            Set<String> names = new TreeSet<>();
            theirs.fieldNames().forEachRemaining(names::add);
            ours.fieldNames().forEachRemaining(names::add);
            names.forEach(name -> compare(path + "/" + name, theirs.path(name), ours.path(name), differences));
        } else if (theirs.isArray() && ours.isArray()) {
            for (int i = 0; i < Math.max(theirs.size(), ours.size()); i++) {
                compare(path + "/" + i, theirs.path(i), ours.path(i), differences);
            }
        } else {
            differences.put(path, text(theirs) + " / " + text(ours));
        }
    }

    private static String text(JsonNode node) {
        return node.isMissingNode() ? "-" : node.isValueNode() ? node.asText() : node.toString();
    }
}
