package io.mailsender.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code null} removes a default: the chart works without it, or refuses it by its name. */
class NullTest {

    private static final String AROUND = """
            networkPolicy: {ingressNamespaces: [a]}
            monitoring: {serviceMonitor: {enabled: true}, prometheusRule: {enabled: true}, dashboard: {enabled: true}}
            ingress: {enabled: true, hosts: [a.example.com]}
            management: {enabled: true}
            console: {enabled: true, ingress: {enabled: true, hosts: [b.example.com]}}
            adminKey: {enabled: true}
            """;

    static Stream<String> values() throws Exception {
        return paths("", Chart.parse(Files.readString(Chart.DIRECTORY.resolve("values.yaml"))));
    }

    private static Stream<String> paths(String prefix, Map<String, Object> block) {
        return block.entrySet().stream()
                .flatMap(entry -> Stream.concat(
                        Stream.of(prefix + entry.getKey()),
                        entry.getValue() instanceof Map
                                ? paths(prefix + entry.getKey() + ".", Chart.map(entry.getValue()))
                                : Stream.of()));
    }

    @ParameterizedTest
    @MethodSource("values")
    void nullIsAcceptedOrRefusedByName(String path) throws Exception {
        Map<String, Object> values = Chart.parse(AROUND);
        String[] keys = path.split("\\.");
        Map<String, Object> block = values;
        for (int i = 0; i < keys.length - 1; i++) {
            block = Chart.map(block.computeIfAbsent(keys[i], key -> new java.util.LinkedHashMap<>()));
        }
        block.put(keys[keys.length - 1], null);
        try {
            Manifests manifests = Chart.render(new org.yaml.snakeyaml.Yaml().dump(values));

            assertThat(manifests.all()).hasSizeGreaterThan(8);
            assertThat(hasNull(manifests.documents())).as(path).isFalse();
        } catch (IllegalStateException refused) {
            assertThat(refused).hasMessageContaining(keys[keys.length - 1]);
            assertThat(refused.getMessage()).doesNotContain("nil pointer", "error calling", "YAML parse error");
        }
    }

    private static boolean hasNull(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.values().stream().anyMatch(NullTest::hasNull);
        }
        return value == null
                || value instanceof Collection<?> list && list.stream().anyMatch(NullTest::hasNull);
    }
}
