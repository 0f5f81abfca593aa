package io.mailsender.config;

import io.mailsender.config.Schema.Block;
import io.mailsender.config.Schema.Setting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the file, flat: from the property that a bean asks for to its value, with placeholders resolved. A provider's block
 * {@code providers.NAME} of kind K becomes {@code providers.K.NAME}, the prefix of that kind's beans; settings that it shares with other
 * kinds get the prefix of {@link SharedSettings}. The list {@code routes} becomes a map in the same order.
 */
final class FlatSettings {

    private static final String PROVIDERS = "providers";
    private static final String ROUTES = "routes";
    private static final String PASSED_THROUGH = "micronaut";
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

    private final Schema schema;
    private final PlaceholderResolver placeholders;
    private final Map<String, Object> properties = new LinkedHashMap<>();
    private final Map<String, String> kinds = new LinkedHashMap<>();

    /**
     * @param tree the file as {@link ConfigFile} read it
     * @throws InvalidConfigurationException at the first unknown setting
     */
    FlatSettings(Schema schema, PlaceholderResolver placeholders, @Nullable Object tree) {
        this.schema = schema;
        this.placeholders = placeholders;
        if (!(tree instanceof Map<?, ?> root)) {
            throw new InvalidConfigurationException("the file has no settings; it needs at least the block providers");
        }
        root.forEach((key, node) -> top(String.valueOf(key), node));
        if (kinds.isEmpty()) {
            throw new InvalidConfigurationException(PROVIDERS, "missing; configure at least one");
        }
    }

    Map<String, Object> properties() {
        return properties;
    }

    /** The kind of each provider by its name, in the file's order. */
    Map<String, String> kinds() {
        return kinds;
    }

    /** A provider's name in Micronaut's properties, which do not distinguish {@code _} and {@code -}; the name itself does. */
    static String id(String name) {
        return name.replace('_', '-');
    }

    private void top(String key, @Nullable Object node) {
        switch (key) {
            case PROVIDERS -> block(PROVIDERS, node).forEach((name, block) -> provider(String.valueOf(name), block));
            case ROUTES -> entry(new Place(key, key, key), routes(node));
            case PASSED_THROUGH -> passThrough(key, node);
            default -> {
                known("", key, schema.keys(""));
                entry(new Place(key, key, key), node);
            }
        }
    }

    /** A list in the file, because templates and tools sort the keys of a block, and the order of the routes counts. */
    private static Map<String, Object> routes(@Nullable Object node) {
        if (!(node instanceof List<?> list)) {
            throw new InvalidConfigurationException(ROUTES, "must be a list; each route begins with - name:");
        }
        Map<String, Object> routes = new LinkedHashMap<>();
        for (int i = 0; i < list.size(); i++) {
            String key = ROUTES + "[" + i + "]";
            Map<Object, Object> route = new LinkedHashMap<>(block(key, list.get(i)));
            Object name = route.remove("name");
            if (name == null) {
                throw new InvalidConfigurationException(key + ".name", "missing");
            }
            if (routes.put(name.toString(), route) != null) {
                throw new InvalidConfigurationException(key + ".name", "another route is also named " + name);
            }
        }
        return routes;
    }

    private void provider(String name, @Nullable Object node) {
        String key = PROVIDERS + "." + name;
        if (!NAME.matcher(name).matches()) {
            throw new InvalidConfigurationException(
                    key,
                    "a provider's name has 1 to 64 lower-case letters, digits, - and _, the first a letter or digit");
        }
        Map<String, Object> block = new LinkedHashMap<>();
        block(key, node).forEach((k, value) -> block.put(String.valueOf(k), value));
        String kind = kind(key, block.remove("kind"));
        kinds.put(name, kind);
        Place place =
                new Place(key, String.join(".", PROVIDERS, kind, "*"), String.join(".", PROVIDERS, kind, id(name)));
        if (properties.put(place.property() + ".name", name) != null) {
            throw new InvalidConfigurationException(
                    key, "differs from another provider only in - and _; choose another name");
        }
        Place shared = place.shared(schema.shared(kind).map(Block::prefix).orElse(""), id(name));
        children(place, shared, block);
    }

    private String kind(String key, @Nullable Object node) {
        SortedSet<String> kinds = schema.kinds();
        if (node == null) {
            throw new InvalidConfigurationException(key + ".kind", "missing; known kinds: " + String.join(", ", kinds));
        }
        String kind = String.valueOf(value(key + ".kind", node));
        if (!kinds.contains(kind)) {
            throw new InvalidConfigurationException(
                    key + ".kind", "unknown kind " + kind + "; known kinds: " + String.join(", ", kinds));
        }
        return kind;
    }

    private void entry(Place place, @Nullable Object node) {
        @Nullable Setting setting = schema.setting(place.path()).orElse(null);
        if (setting == null) {
            children(place, place, block(place.key(), node));
        } else if (setting.isMap()) {
            properties.put(place.property(), value(place.key(), block(place.key(), node)));
        } else if (node instanceof Map) {
            throw new InvalidConfigurationException(place.key(), "must be a value, not a block");
        } else {
            properties.put(place.property(), value(place.key(), node));
        }
    }

    /** @param shared the place of a setting that is not of this kind alone */
    private void children(Place place, Place shared, Map<?, ?> block) {
        SortedSet<String> keys = schema.keys(place.path());
        SortedSet<String> all = new TreeSet<>(keys);
        all.addAll(schema.sharedKeys(shared.path()));
        block.forEach((k, node) -> {
            String key = String.valueOf(k);
            known(place.key() + ".", key, all);
            entry((keys.contains(key) ? place : shared).child(key), node);
        });
    }

    private void passThrough(String key, @Nullable Object node) {
        if (node instanceof Map<?, ?> block) {
            block.forEach((child, value) -> passThrough(key + "." + child, value));
        } else {
            properties.put(key, value(key, node));
        }
    }

    private static void known(String prefix, String key, SortedSet<String> keys) {
        if (!keys.contains(key)) {
            throw new InvalidConfigurationException(prefix + key, "unknown setting" + Suggestion.among(keys, key));
        }
    }

    private static Map<?, ?> block(String key, @Nullable Object node) {
        if (node instanceof Map<?, ?> block) {
            return block;
        }
        throw new InvalidConfigurationException(key, "must be a block of settings");
    }

    private Object value(String key, @Nullable Object node) {
        if (node instanceof List<?> list) {
            return list.stream().map(element -> value(key, element)).toList();
        }
        if (node instanceof Map<?, ?> map) {
            Map<String, Object> values = new LinkedHashMap<>();
            map.forEach((k, child) -> values.put(String.valueOf(k), value(key + "." + k, child)));
            return values;
        }
        if (node instanceof String || node instanceof Number || node instanceof Boolean) {
            return placeholders.resolve(key, node.toString());
        }
        throw new InvalidConfigurationException(key, "has no value; write one, or remove the line");
    }

    /**
     * The names of one entry.
     *
     * @param key in the file
     * @param path in the {@link Schema}
     * @param property in the context
     */
    private record Place(String key, String path, String property) {
        Place shared(String prefix, String id) {
            return new Place(key, prefix + ".*", prefix + "." + id);
        }

        Place child(String name) {
            return new Place(key + "." + name, path + "." + name, property + "." + name);
        }
    }
}
