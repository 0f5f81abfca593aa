package io.mailsender.provider;

import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads members of a JSON object in an answer. A vendor may leave out any member, or change its type. */
public final class JsonMember {

    private JsonMember() {}

    /** A string; empty if there is none under this name. */
    public static Optional<String> find(@Nullable JsonNode object, String name) {
        JsonNode value = object == null ? null : object.get(name);
        return value != null && value.isString() ? Optional.of(value.getStringValue()) : Optional.empty();
    }

    /** A string; {@code ""} if there is none under this name. */
    public static String text(@Nullable JsonNode object, String name) {
        return find(object, name).orElse("");
    }

    public static boolean isTrue(@Nullable JsonNode object, String name) {
        JsonNode value = object == null ? null : object.get(name);
        return value != null && value.isBoolean() && value.getBooleanValue();
    }

    /** The elements of an array; none if there is no array under this name. */
    public static List<JsonNode> list(@Nullable JsonNode object, String name) {
        JsonNode array = object == null ? null : object.get(name);
        List<JsonNode> elements = new ArrayList<>();
        if (array != null && array.isArray()) {
            array.values().forEach(elements::add);
        }
        return elements;
    }
}
