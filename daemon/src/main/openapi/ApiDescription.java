import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.representer.Representer;

/**
 * Converts the OpenAPI document that the compiler writes from the annotations from 3.0 to 3.1, and adds the parts that operations share.
 * 3.0 cannot restrict the names of an object's members. The compiler can write 3.1 too, but with wrong types.
 *
 * <p>{@code java ApiDescription.java WRITTEN COMMON}: changes the file WRITTEN, unless it is 3.1 already.
 */
public final class ApiDescription {

    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

    public static void main(String[] args) throws IOException {
        Path written = Path.of(args[0]);
        // One schema for every problem, with the members that a message adds (RFC 9457), so that a client reads one type.
        Map<String, Object> document = yaml().load(
                Files.readString(written).replace("#/components/schemas/DeliveryProblem", "#/components/schemas/Problem"));
        if (document.get("openapi").equals("3.1.0")) {
            return;
        }
        Map<String, Object> common = read(Path.of(args[1]));
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("openapi", "3.1.0");
        document.remove("openapi");
        described.putAll(document);
        described.put("security", common.get("security"));
        Map<String, Object> components = map(described.get("components"));
        components.put("responses", map(common.get("components")).get("responses"));
        Map<String, Object> schemas = new TreeMap<>(map(components.get("schemas")));
        if (schemas.containsKey("DeliveryProblem")) {
            schemas.put("Problem", schemas.remove("DeliveryProblem"));
        }
        schemas.replaceAll((name, schema) -> schema(map(schema)));
        map(map(common.get("components")).get("schemas"))
                .forEach((name, schema) -> schemas.merge(name, schema, ApiDescription::merged));
        components.put("schemas", schemas);
        map(described.get("paths")).values().forEach(path -> METHODS.stream()
                .filter(map(path)::containsKey)
                .forEach(method -> operation(map(map(path).get(method)))));
        Files.writeString(written, yaml().dump(described));
    }

    private static void operation(Map<String, Object> operation) {
        for (Object one : list(operation.getOrDefault("parameters", List.of()))) {
            Map<String, Object> parameter = map(one);
            parameter.remove("explode");
            // A value in a URL or a header is a string, never null.
            Map<String, Object> schema = map(parameter.get("schema"));
            schema.remove("nullable");
            parameter.put("schema", schema(schema));
        }
        if (operation.get("requestBody") != null && map(operation.get("requestBody")).get("required") == null) {
            map(operation.get("requestBody")).put("required", false);
        }
        if (operation.get("requestBody") != null) {
            Object file = map(map(operation.get("requestBody")).get("content")).get("text/csv");
            if (file != null) {
                // The compiler takes bytes for base64, but a file is sent as it is.
                map(map(file).get("schema")).put("format", "binary");
            }
        }
        Map<String, Object> responses = new TreeMap<>(map(operation.get("responses")));
        responses.replaceAll((code, response) -> map(response).containsKey("$ref")
                ? Map.of("$ref", map(response).get("$ref"))
                : response);
        responses.put("default", Map.of("$ref", "#/components/responses/Other"));
        operation.put("responses", responses);
    }

    /** The 3.1 schema for one of 3.0: null is a type. */
    private static Map<String, Object> schema(Map<String, Object> old) {
        if (old.containsKey("$ref")) {
            return Map.of("$ref", old.get("$ref"));
        }
        Map<String, Object> schema = new LinkedHashMap<>(old);
        Object nullable = schema.remove("nullable");
        if (Boolean.TRUE.equals(nullable) && schema.get("type") != null) {
            schema.put("type", List.of(schema.get("type"), "null"));
            if (schema.get("enum") != null) {
                List<Object> values = new ArrayList<>(list(schema.get("enum")));
                values.add(null);
                schema.put("enum", values);
            }
        }
        schema.computeIfPresent("items", (key, items) -> schema(map(items)));
        schema.computeIfPresent("properties", (key, properties) -> {
            Map<String, Object> all = new LinkedHashMap<>();
            map(properties).forEach((name, property) -> all.put(name, schema(map(property))));
            return all;
        });
        return schema;
    }

    /** Merges the compiler's value with ours, which wins. */
    private static Object merged(Object compiled, Object common) {
        if (!(compiled instanceof Map) || !(common instanceof Map)) {
            return common;
        }
        Map<String, Object> all = new LinkedHashMap<>(map(compiled));
        map(common).forEach((name, value) -> all.merge(name, value, ApiDescription::merged));
        return all;
    }

    private static Map<String, Object> read(Path file) throws IOException {
        return yaml().load(Files.readString(file));
    }

    private static Yaml yaml() {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setWidth(140);
        options.setSplitLines(true);
        Representer representer = new Representer(options);
        // No anchors: not every reader knows them.
        options.setDereferenceAliases(true);
        return new Yaml(new SafeConstructor(new LoaderOptions()), representer, options);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object value) {
        return (List<Object>) value;
    }
}
