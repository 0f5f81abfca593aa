package io.mailsender.http;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON object to a record. The components of the record are the fields of the request: their names in snake_case, their types
 * the JSON types. A field that is omitted or null is {@code null}.
 */
final class RecordReader<T extends Record> {

    private final Constructor<T> constructor;
    private final Map<String, Component> components = new HashMap<>();

    /** @throws IllegalArgumentException if a component has a type that no JSON value is read to */
    RecordReader(Class<T> type) {
        RecordComponent[] all = type.getRecordComponents();
        try {
            constructor = type.getDeclaredConstructor(
                    Arrays.stream(all).map(RecordComponent::getType).toArray(Class<?>[]::new));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
        constructor.setAccessible(true);
        for (int i = 0; i < all.length; i++) {
            components.put(snakeCase(all[i].getName()), new Component(i, valueReader(all[i].getGenericType())));
        }
    }

    private static String snakeCase(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    private static ValueReader valueReader(Type type) {
        if (type == String.class) {
            return JsonFields::string;
        }
        if (type == Instant.class) {
            return JsonFields::instant;
        }
        if (type == Boolean.class) {
            return JsonFields::bool;
        }
        if (type == Integer.class) {
            return JsonFields::integer;
        }
        if (type == Base64Bytes.class) {
            return JsonFields::base64;
        }
        if (type instanceof Class<?> c && c.isRecord()) {
            return new RecordReader<>(c.asSubclass(Record.class))::readNullable;
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() == Map.class) {
            return JsonFields::map;
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            Type entry = generic.getActualTypeArguments()[0];
            if (entry == String.class) {
                return JsonFields::strings;
            }
            if (entry instanceof Class<?> c && c.isRecord()) {
                RecordReader<?> reader = new RecordReader<>(c.asSubclass(Record.class));
                return json -> json.list(start -> reader.readEntry(json, start));
            }
        }
        throw new IllegalArgumentException("cannot read JSON to " + type);
    }

    /**
     * Reads the object that is the whole document.
     *
     * @throws ProblemException 400, naming the field
     */
    T readDocument(JsonFields json) throws IOException {
        Object[] values = new Object[components.size()];
        json.only(name -> readField(name, json, values));
        return create(values);
    }

    private @Nullable T readNullable(JsonFields json) throws IOException {
        Object[] values = new Object[components.size()];
        return json.object(name -> readField(name, json, values)) ? create(values) : null;
    }

    private T readEntry(JsonFields json, JsonToken start) throws IOException {
        Object[] values = new Object[components.size()];
        json.object(start, name -> readField(name, json, values));
        return create(values);
    }

    private void readField(String name, JsonFields json, @Nullable Object[] values) throws IOException {
        Component component = components.get(name);
        if (component == null) {
            throw json.unknown();
        }
        values[component.index()] = component.reader().read(json);
    }

    private T create(@Nullable Object[] values) {
        try {
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Component(int index, ValueReader reader) {}

    /** Reads the next value. */
    private interface ValueReader {
        @Nullable
        Object read(JsonFields json) throws IOException;
    }
}
