package io.mailsender.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Reads the operations from the daemon's OpenAPI document. */
public final class ApiDocument {

    private final Map<String, Object> document;

    private ApiDocument(Map<String, Object> document) {
        this.document = document;
    }

    public static ApiDocument read() {
        try (InputStream yaml = ApiDocument.class.getResourceAsStream("/META-INF/swagger/openapi.yml")) {
            return new ApiDocument(
                    new Yaml(new SafeConstructor(new LoaderOptions())).load(Objects.requireNonNull(yaml)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A parameter in a path, a query or a header. */
    public record Parameter(String name, String in, Map<String, Object> schema) {}

    /**
     * A path and one of its methods.
     *
     * @param body the schema of its body; {@code null} if it has none, or is no JSON
     * @param statuses the statuses of its answers
     */
    public record Operation(
            String method,
            String path,
            List<Parameter> parameters,
            @Nullable Map<String, Object> body,
            Set<String> statuses) {

        /** @param target with or without a query */
        public boolean isMeantBy(String method, String target) {
            String asked = target.replaceFirst("[?#].*", "");
            return this.method.equals(method)
                    && asked.matches(path.replaceAll("\\{[^}]*}", "[^/]+").replace(".", "\\."));
        }

        public List<Parameter> parametersIn(String place) {
            return parameters.stream().filter(p -> p.in().equals(place)).toList();
        }
    }

    public List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        map(document, "paths")
                .forEach((path, methods) -> cast(methods)
                        .forEach((method, operation) -> operations.add(operation(path, method, cast(operation)))));
        return operations;
    }

    private Operation operation(String path, String method, Map<String, Object> operation) {
        List<Parameter> parameters = new ArrayList<>();
        for (Object one : (List<?>) operation.getOrDefault("parameters", List.of())) {
            Map<String, Object> parameter = cast(one);
            parameters.add(new Parameter(
                    String.valueOf(parameter.get("name")),
                    String.valueOf(parameter.get("in")),
                    resolve(map(parameter, "schema"))));
        }
        Map<String, Object> content =
                operation.containsKey("requestBody") ? map(operation, "requestBody", "content") : Map.of();
        Map<String, Object> body =
                content.containsKey("application/json") ? resolve(map(content, "application/json", "schema")) : null;
        return new Operation(
                method.toUpperCase(Locale.ROOT),
                path,
                parameters,
                body,
                map(operation, "responses").keySet());
    }

    /** The schema with every reference resolved. */
    private Map<String, Object> resolve(Map<String, Object> schema) {
        Map<String, Object> resolved = new LinkedHashMap<>(schema);
        if (schema.get("$ref") instanceof String reference) {
            resolved.putAll(
                    map(map(document, "components"), "schemas", reference.substring(reference.lastIndexOf('/') + 1)));
        }
        if (resolved.remove("allOf") instanceof List<?> parts) {
            parts.forEach(part -> resolved.putAll(resolve(cast(part))));
        }
        resolved.computeIfPresent("items", (key, items) -> resolve(cast(items)));
        resolved.computeIfPresent("properties", (key, properties) -> {
            Map<String, Object> all = new LinkedHashMap<>();
            cast(properties).forEach((name, property) -> all.put(name, resolve(cast(property))));
            return all;
        });
        return resolved;
    }

    private static Map<String, Object> map(Map<String, Object> from, String... keys) {
        Map<String, Object> at = from;
        for (String key : keys) {
            at = cast(Objects.requireNonNull(at.get(key), key));
        }
        return at;
    }

    @SuppressWarnings("unchecked")
    public static Map<String, Object> cast(@Nullable Object map) {
        return (Map<String, Object>) Objects.requireNonNull(map);
    }
}
