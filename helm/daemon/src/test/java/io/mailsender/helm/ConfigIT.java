package io.mailsender.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The daemon accepts every config.yml that the chart renders. */
class ConfigIT {

    private static DaemonJar daemon;

    @TempDir
    Path directory;

    @BeforeAll
    static void open() throws Exception {
        daemon = new DaemonJar();
    }

    @AfterAll
    static void close() throws Exception {
        daemon.close();
    }

    static Stream<Path> cases() {
        return Chart.cases();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theDaemonAcceptsIt(Path values) throws Exception {
        Manifests manifests = Chart.render(values);

        assertThat(daemon.complaint(file(manifests.config()), environment(manifests)))
                .isEmpty();
    }

    @Test
    void theDaemonNamesAnUnknownSetting() throws Exception {
        Manifests manifests = Chart.render("config: {providers: {a: {kind: capture, kepe: 3}}}");

        assertThat(daemon.complaint(file(manifests.config()), environment(manifests)))
                .hasValueSatisfying(complaint -> assertThat(complaint).contains("providers.a.kepe"));
    }

    @Test
    void thePodsVariablesAreRequired() throws Exception {
        Manifests manifests = Chart.render("{}");
        Map<String, String> environment = environment(manifests);
        environment.remove("API_KEY_SHA256");

        assertThat(daemon.complaint(file(manifests.config()), environment))
                .hasValueSatisfying(complaint -> assertThat(complaint).contains("API_KEY_SHA256 is not set"));
    }

    /** The schema lists the blocks: add a new block of the daemon there. */
    @Test
    void theSchemaKnowsEveryBlockOfTheConfiguration() throws Exception {
        String everything =
                Files.readString(Path.of("../config.yml.default")).replaceAll("(?m)^( *)#(?=[a-z]|- [a-z])", "$1");
        Map<String, Object> schema = Chart.parse(Files.readString(Chart.DIRECTORY.resolve("values.schema.json")));
        Map<String, Object> config =
                Chart.map(Chart.map(schema.get("properties")).get("config"));

        TreeSet<String> blocks = new TreeSet<>(Chart.parse(everything).keySet());
        // config.yml.default mentions it in a comment only.
        blocks.add("micronaut");
        assertThat(new TreeSet<>(Chart.map(config.get("properties")).keySet())).isEqualTo(blocks);
    }

    /** Except the settings that the chart owns: the listen addresses, the console's place, TLS and the shutdown delay. */
    @Test
    void theSchemaKnowsEverySettingOfTheServer() throws Exception {
        Map<String, Object> schema = Chart.parse(Files.readString(Chart.DIRECTORY.resolve("values.schema.json")));
        Map<String, Object> config =
                Chart.map(Chart.map(schema.get("properties")).get("config"));
        Map<String, Object> server =
                Chart.map(Chart.map(config.get("properties")).get("server"));
        String everything =
                Files.readString(Path.of("../config.yml.default")).replaceAll("(?m)^( *)#(?=[a-z]|- [a-z])", "$1");

        TreeSet<String> settings =
                new TreeSet<>(Chart.map(Chart.parse(everything).get("server")).keySet());
        settings.removeAll(List.of(
                "host",
                "port",
                "shutdown-delay",
                "management-host",
                "management-port",
                "console",
                "console-port",
                "tls"));
        assertThat(new TreeSet<>(Chart.map(server.get("properties")).keySet())).isEqualTo(settings);
    }

    /** The secret's files have the configured paths and a format that the daemon reads. */
    @Test
    void theDaemonAcceptsACertificate() throws Exception {
        Manifests manifests =
                Chart.render("{tls: {existingSecret: t}, management: {enabled: true}, smtp: {enabled: true}}");
        Certificate.make(directory);
        String config = manifests.config().replace("/etc/mail-sender-tls/", directory + "/");

        assertThat(daemon.complaint(file(config), environment(manifests))).isEmpty();
        assertThat(daemon.complaint(file(manifests.config()), environment(manifests)))
                .hasValueSatisfying(complaint -> assertThat(complaint).contains("/etc/mail-sender-tls/tls.crt"));
    }

    private Path file(String config) throws Exception {
        return Files.writeString(directory.resolve("config.yml"), config);
    }

    /** The pod's variables, with a value for every secret. */
    private static Map<String, String> environment(Manifests manifests) {
        List<EnvVar> variables = manifests.pod().getContainers().get(0).getEnv();
        Map<String, String> environment = new HashMap<>();
        variables.forEach(variable -> environment.put(
                variable.getName(), variable.getValueFrom() == null ? variable.getValue() : hash(variable.getName())));
        return environment;
    }

    /** A hash per name, because two keys cannot share one. */
    private static String hash(String name) {
        return String.format("%064x", name.hashCode() & 0xFFFFFF);
    }
}
