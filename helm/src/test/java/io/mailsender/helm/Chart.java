package io.mailsender.helm;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The chart, rendered by Helm itself. */
final class Chart {

    static final Path DIRECTORY = Path.of("mail-sender").toAbsolutePath();
    static final String NAMESPACE = "apps";
    static final String KUBERNETES = "1.30.0";

    /** The cluster in which Helm looks up existing objects, through the tests' KUBECONFIG. */
    static final ApiServer CLUSTER = cluster();

    private Chart() {}

    private static ApiServer cluster() {
        try {
            ApiServer server = new ApiServer();
            Files.writeString(Path.of(System.getenv("KUBECONFIG")), server.kubeConfig());
            return server;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Valid values: the examples for operators, and cases that they do not cover. */
    static Stream<Path> cases() {
        return Stream.of(DIRECTORY.resolve("examples"), Path.of("src/test/resources/values"))
                .flatMap(Chart::files)
                .sorted();
    }

    /** @throws IllegalStateException if Helm refuses the values, with Helm's message */
    static Manifests render(Path values) {
        return render(DIRECTORY, values);
    }

    private static Manifests render(Path chart, Path values) {
        return render(chart, "mail", values);
    }

    private static Manifests render(Path chart, String release, Path values) {
        String text = new Helm(chart)
                .template()
                .withName(release)
                .withNamespace(NAMESPACE)
                .withKubeVersion(KUBERNETES)
                .withValuesFile(values.toAbsolutePath())
                .call();
        // Helm returns null if it renders nothing.
        return new Manifests(text == null ? List.of() : documents(text));
    }

    /** The manifests of {@code helm test}. Helm does not render hooks, so this renames the annotation first. */
    static Manifests renderTest(Path directory, String values) throws IOException {
        try (Stream<Path> files = Files.walk(DIRECTORY)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = directory.resolve("chart").resolve(DIRECTORY.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.writeString(copy, Files.readString(file).replace("helm.sh/hook", "example.com/hook"));
            }
        }
        return render(directory.resolve("chart"), Files.writeString(directory.resolve("values.yaml"), values));
    }

    /** Renders the chart in a parent chart with these {@code dependencies} and the parent's values. */
    static Manifests renderWithin(Path directory, String dependencies, String values) throws IOException {
        try (Stream<Path> files = Files.walk(DIRECTORY)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = directory.resolve("charts/mail-sender").resolve(DIRECTORY.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.writeString(
                directory.resolve("Chart.yaml"),
                "{apiVersion: v2, name: shop, version: 1.0.0, dependencies: " + dependencies + "}");
        Path file = Files.createTempFile("values", ".yaml");
        try {
            return render(directory, Files.writeString(file, values));
        } finally {
            Files.delete(file);
        }
    }

    static Manifests render(String values) {
        return render("mail", values);
    }

    static Manifests render(String release, String values) {
        try {
            Path file = Files.createTempFile("values", ".yaml");
            try {
                return render(DIRECTORY, release, Files.writeString(file, values));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<Map<String, Object>> documents(String yaml) {
        List<Map<String, Object>> documents = new ArrayList<>();
        for (Object document : yaml().loadAll(yaml)) {
            if (document != null) {
                documents.add(map(document));
            }
        }
        return documents;
    }

    static Map<String, Object> parse(String yaml) {
        return map(yaml().load(yaml));
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    private static Yaml yaml() {
        LoaderOptions options = new LoaderOptions();
        // Helm accepts duplicate keys; Kustomize and Flux do not.
        options.setAllowDuplicateKeys(false);
        return new Yaml(new SafeConstructor(options));
    }

    private static Stream<Path> files(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList().stream();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
