package io.mailsender.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chart as a dependency of a parent chart. */
class DependencyTest {

    private static final String PLAIN = "[{name: mail-sender, version: 0.1.0}]";
    private static final String SWITCHED =
            "[{name: mail-sender, version: 0.1.0, condition: mail-sender.enabled, tags: [mail]}]";

    @TempDir
    Path directory;

    /** The chart has no default for {@code enabled}: it would override the parent chart's tags. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                   | true
            {mail-sender: {enabled: true}}                       | true
            {mail-sender: {enabled: false}}                      | false
            {tags: {mail: false}}                                | false
            {tags: {mail: true}}                                 | true
            {tags: {mail: false}, mail-sender: {enabled: true}}  | true
            {tags: {mail: true}, mail-sender: {enabled: false}}  | false
            """)
    void conditionAndTagsEnableIt(String values, boolean there) throws Exception {
        assertThat(Chart.renderWithin(directory, SWITCHED, values).every(StatefulSet.class))
                .hasSize(there ? 1 : 0);
    }

    @Test
    void enabledFalseWithoutAConditionIsRefused() {
        assertThatThrownBy(() -> Chart.renderWithin(directory, PLAIN, "{mail-sender: {enabled: false}}"))
                .hasMessageContaining(
                        "enabled: false has no effect unless the parent chart names it in its dependency");
    }

    @Test
    void aMistypedValueIsRefused() {
        assertThatThrownBy(() -> Chart.renderWithin(directory, SWITCHED, "{mail-sender: {enable: true}}"))
                .hasMessageContaining("enable");
    }

    @Test
    void twoAliasesShareNoNames() throws Exception {
        Manifests manifests = Chart.renderWithin(directory, """
                [{name: mail-sender, version: 0.1.0, alias: orders, condition: orders.enabled},
                 {name: mail-sender, version: 0.1.0, alias: newsLetter}]""", "{orders: {enabled: true}}");

        assertThat(manifests.all())
                .extracting(
                        manifest -> manifest.getKind() + manifest.getMetadata().getName())
                .doesNotHaveDuplicates();
        assertThat(manifests.every(StatefulSet.class))
                .extracting(set -> set.getMetadata().getName())
                .containsExactlyInAnyOrder("mail-orders", "mail-newsletter");
        assertThat(manifests.every(StatefulSet.class))
                .extracting(set -> set.getSpec().getSelector().getMatchLabels())
                .doesNotHaveDuplicates();
    }

    @Test
    void usesTheGlobalRegistryAndPullSecrets() throws Exception {
        Manifests manifests = Chart.renderWithin(directory, PLAIN, """
                global: {imageRegistry: images.example.com, imagePullSecrets: [all, {name: more}], storageClass: x}
                mail-sender: {imagePullSecrets: [{name: own}, {name: all}]}
                """);

        assertThat(manifests.pod().getContainers().get(0).getImage()).startsWith("images.example.com/mail-sender:");
        assertThat(manifests.pod().getImagePullSecrets())
                .extracting(LocalObjectReference::getName)
                .containsExactly("own", "all", "more");
        assertThat(Chart.renderWithin(directory, PLAIN, """
                                global: {imageRegistry: images.example.com}
                                mail-sender: {image: {registry: other.example.com}}
                                """)
                        .pod()
                        .getContainers()
                        .get(0)
                        .getImage())
                .startsWith("other.example.com/");
        assertThat(Chart.renderWithin(directory, PLAIN, "global: {imageRegistry: null, imagePullSecrets: null}")
                        .pod()
                        .getImagePullSecrets())
                .isEmpty();
    }

    /** A parent chart names its secrets after the release. */
    @Test
    void namesOfExistingResourcesMayBeTemplates() throws Exception {
        Manifests manifests = Chart.renderWithin(directory, PLAIN, """
                mail-sender:
                  apiKey: {existingSecret: "{{ .Release.Name }}-keys"}
                  monitoringKey: {existingSecret: "{{ .Release.Name }}-keys"}
                  secrets: {A: {existingSecret: "{{ .Release.Name }}-a", key: k}}
                  store:
                    kind: postgresql
                    postgresql: {url: "jdbc:postgresql://{{ .Release.Name }}-db:6432/mails", existingSecret: "{{ .Release.Name }}-db"}
                  extraContainers: [{name: beside, image: a, args: ["{{ .Release.Name }}"]}]
                """);
        List<Container> containers = manifests.pod().getContainers();

        assertThat(containers.get(0).getEnv())
                .filteredOn(env -> env.getValueFrom() != null)
                .extracting(EnvVar::getValueFrom)
                .extracting(from -> from.getSecretKeyRef().getName())
                .containsOnly("mail-keys", "mail-a", "mail-db");
        assertThat(containers.get(1).getArgs()).containsExactly("mail");
        assertThat(manifests.config()).contains("jdbc:postgresql://mail-db:6432/mails");
    }

    @Test
    void nullRemovesADefault() throws Exception {
        Manifests manifests = Chart.renderWithin(directory, PLAIN, """
                mail-sender:
                  podSecurityContext: {runAsUser: null, fsGroup: null}
                  monitoring: {dashboard: {enabled: true, labels: {grafana_dashboard: null, other: "1"}}}
                  podLabels: {never: null}
                """);

        assertThat(manifests.pod().getSecurityContext().getRunAsUser()).isNull();
        assertThat(manifests.pod().getSecurityContext().getFsGroup()).isNull();
        assertThat(manifests.template().getMetadata().getLabels()).doesNotContainKey("never");
        Map<String, String> labels = manifests
                .find(ConfigMap.class, "mail-mail-sender-dashboard")
                .orElseThrow()
                .getMetadata()
                .getLabels();
        assertThat(labels).doesNotContainKey("grafana_dashboard").containsEntry("other", "1");
    }
}
