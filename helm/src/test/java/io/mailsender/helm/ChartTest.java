package io.mailsender.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for all values. */
class ChartTest {

    static Stream<Path> cases() {
        return Chart.cases();
    }

    @Test
    void lintsWithoutAWarning() {
        LintResult lint = new Helm(Chart.DIRECTORY).lint().strict().call();

        assertThat(lint.isFailed()).as(String.join("\n", lint.getMessages())).isFalse();
    }

    @Test
    void hasTheVersionOfTheDaemon() throws Exception {
        Map<String, Object> chart = Chart.parse(Files.readString(Chart.DIRECTORY.resolve("Chart.yaml")));

        assertThat(chart.get("appVersion")).isEqualTo(System.getProperty("project.version"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyManifestIsValid(Path values) {
        Manifests manifests = Chart.render(values);

        assertThat(manifests.all()).hasSizeGreaterThan(3).allSatisfy(manifest -> {
            assertThat(manifest.getMetadata().getNamespace()).isEqualTo(Chart.NAMESPACE);
            assertThat(manifest.getMetadata().getName()).matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
        });
        assertThat(manifests.all())
                .extracting(
                        manifest -> manifest.getKind() + manifest.getMetadata().getName())
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everySelectorMatchesTheDaemon(Path values) {
        Manifests manifests = Chart.render(values);
        Map<String, String> labels = manifests.template().getMetadata().getLabels();

        List<Map<String, String>> selectors = new ArrayList<>();
        manifests.documents().forEach(document -> selectors(document, selectors));

        assertThat(selectors)
                .hasSizeGreaterThan(1)
                .allSatisfy(selector -> assertThat(labels).containsAllEntriesOf(selector));
        assertThat(manifests.every(Service.class))
                .allSatisfy(service -> assertThat(labels)
                        .containsAllEntriesOf(service.getSpec().getSelector()));
    }

    /** Collects the matchLabels that select the daemon's pods. */
    private static void selectors(Map<String, Object> document, List<Map<String, String>> found) {
        if (List.of("Deployment", "StatefulSet", "PodDisruptionBudget").contains(document.get("kind"))) {
            found.add(labels(Chart.map(document.get("spec")).get("selector")));
        } else if (document.get("kind").equals("NetworkPolicy")) {
            found.add(labels(Chart.map(document.get("spec")).get("podSelector")));
        } else if (document.get("kind").equals("Service")) {
            Map<String, String> selector = new java.util.HashMap<>();
            Chart.map(Chart.map(document.get("spec")).get("selector")).forEach((k, v) -> selector.put(k, v.toString()));
            found.add(selector);
        }
    }

    private static Map<String, String> labels(Object selector) {
        Map<String, String> labels = new java.util.HashMap<>();
        Chart.map(Chart.map(selector).get("matchLabels")).forEach((k, v) -> labels.put(k, v.toString()));
        return labels;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void mountsExactlyItsVolumes(Path values) {
        Manifests manifests = Chart.render(values);
        PodSpec pod = manifests.pod();
        List<String> there =
                new ArrayList<>(pod.getVolumes().stream().map(Volume::getName).toList());
        manifests.every(io.fabric8.kubernetes.api.model.apps.StatefulSet.class).stream()
                .flatMap(set -> set.getSpec().getVolumeClaimTemplates().stream())
                .map(claim -> claim.getMetadata().getName())
                .forEach(there::add);

        assertThat(pod.getContainers().get(0).getVolumeMounts())
                .extracting(VolumeMount::getName)
                .isSubsetOf(there);
        assertThat(there)
                .containsExactlyInAnyOrderElementsOf(pod.getContainers().get(0).getVolumeMounts().stream()
                        .map(VolumeMount::getName)
                        .toList());
    }

    /** The API keys are the only secrets that the chart generates, and they appear only in their Secrets. */
    @ParameterizedTest
    @MethodSource("cases")
    void keysAppearInSecretsOnly(Path values) {
        Manifests manifests = Chart.render(values);
        List<Secret> secrets = manifests.every(Secret.class);

        assertThat(secrets).hasSizeLessThan(4);
        for (Secret secret : secrets) {
            String key = new String(
                    java.util.Base64.getDecoder().decode(secret.getData().get("api-key")));
            for (HasMetadata other : manifests.all()) {
                if (!(other instanceof Secret)) {
                    assertThat(other.toString()).doesNotContain(key);
                }
            }
        }
    }
}
