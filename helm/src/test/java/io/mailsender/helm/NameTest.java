package io.mailsender.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of resources: stable if they fit, and unique per release. */
class NameTest {

    private static final String SHOP = "shop-of-the-northern-branch-and-its-many-warehouses-";

    @ParameterizedTest
    @CsvSource({
        "mail, mail-mail-sender",
        "mail-sender, mail-sender",
        "my-mail-sender-2, my-mail-sender-2",
        "a, a-mail-sender",
        "true, true-mail-sender",
        // 28 characters, and 40 with the chart's name
        "shop-of-the-northern-branch1, shop-of-the-northern-branch1-mail-sender"
    })
    void aNameThatFitsJoinsReleaseAndChart(String release, String name) {
        assertThat(Chart.render(release, "{}").every(Service.class))
                .extracting(service -> service.getMetadata().getName())
                .containsExactlyInAnyOrder(name, name + "-headless");
    }

    @Test
    void longReleaseNamesWithTheSameBeginningDoNotCollide() {
        List<String> one = names(Chart.render(SHOP + "a", "{}"));
        List<String> other = names(Chart.render(SHOP + "b", "{}"));

        assertThat(one).hasSameSizeAs(other).doesNotContainAnyElementsOf(other);
        assertThat(names(Chart.render(SHOP + "a", "{}"))).isEqualTo(one);
    }

    /** 41 characters with the release's name: cut by one. */
    @Test
    void namesThatDifferInTheCutCharacterDoNotCollide() {
        assertThat(names(Chart.render("shop", "nameOverride: " + "x".repeat(35) + "a")))
                .doesNotContainAnyElementsOf(names(Chart.render("shop", "nameOverride: " + "x".repeat(35) + "b")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shop-of-the-northern-branch-1",
                "shop-of-the-northern-branch--1",
                "shop-of-the-northern-branch---------------1",
                "a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a"
            })
    void aCutNameIsValid(String release) {
        assertThat(names(Chart.render(release, "adminKey: {enabled: true}")))
                .allSatisfy(name -> assertThat(name)
                        .matches("(Pod|[A-Z][A-Za-z]+)/[a-z]([a-z0-9-]{0,61}[a-z0-9])?")
                        .doesNotContain("---"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1mail", "mail.v2", "123", "1e3"})
    void aReleaseNameThatIsNoServiceNameIsRefused(String release) {
        assertThatThrownBy(() -> Chart.render(release, "{}"))
                .hasMessageContaining("fullnameOverride: " + release)
                .hasMessageContaining("is not a valid Service name");
        assertThat(names(Chart.render(release, "fullnameOverride: mail"))).contains("Service/mail");
    }

    /** Otherwise an upgrade would start with an empty volume. */
    @Test
    void anUpgradeKeepsTheCutNameOfAnEarlierVersion() {
        String old = "shop-of-the-northern-branch-and-its-many";
        String path = "/api/v1/namespaces/apps/services/" + old;
        Map<String, Object> labels = Map.of("app.kubernetes.io/instance", SHOP + "a");
        Chart.CLUSTER.put(path, Map.of("apiVersion", "v1", "kind", "Service", "metadata", Map.of("labels", labels)));
        try {
            assertThatThrownBy(() -> Chart.render(SHOP + "a", "{}"))
                    .hasMessageContaining("fullnameOverride: set " + old + ", this release's name in the cluster");
            assertThat(names(Chart.render(SHOP + "a", "fullnameOverride: " + old)))
                    .contains("Service/" + old);
            assertThat(names(Chart.render(SHOP + "b", "{}"))).doesNotContain("Service/" + old);
        } finally {
            Chart.CLUSTER.remove(path);
        }
    }

    /** Without quotes YAML would read these as another type. */
    @ParameterizedTest
    @ValueSource(strings = {"123", "1e3", "0x1f", "null", "true", "yes", "on", "no"})
    void stringsStayStrings(String text) {
        Manifests manifests = Chart.render(text, """
                fullnameOverride: mail
                commonLabels: {label: "%1$s"}
                commonAnnotations: {note: "%1$s"}
                podLabels: {other: "%1$s"}
                podAnnotations: {remark: "%1$s"}
                env: [{name: A, value: "%1$s"}]
                priorityClassName: "%1$s"
                runtimeClassName: "%1$s"
                serviceAccount: {name: "%1$s"}
                apiKey: {existingSecret: "%1$s", secretKey: "%1$s", hashKey: "%1$s"}
                monitoringKey: {secretKey: "%1$s", hashKey: "%1$s-sha256"}
                store: {sqlite: {storageClassName: "%1$s"}}
                tls: {existingSecret: "%1$s", caKey: "%1$s"}
                monitoring: {serviceMonitor: {enabled: true}, prometheusRule: {enabled: true}}
                networkPolicy: {ingressNamespaces: ["%1$s"]}
                ingress: {enabled: true, className: "%1$s", hosts: [a.example.com], tlsSecret: "%1$s"}
                """.formatted(text));

        assertThat(manifests.all())
                .hasSizeGreaterThan(8)
                .allSatisfy(manifest -> assertThat(manifest.getMetadata().getLabels())
                        .containsEntry("label", text)
                        .containsEntry("app.kubernetes.io/instance", text));
        assertThat(manifests.template().getMetadata().getLabels()).containsEntry("other", text);
        assertThat(manifests.template().getMetadata().getAnnotations()).containsEntry("remark", text);
        assertThat(manifests.pod().getServiceAccountName()).isEqualTo(text);
        assertThat(manifests.pod().getContainers().get(0).getEnv())
                .anySatisfy(env -> assertThat(env.getValue()).isEqualTo(text));
    }

    private static List<String> names(Manifests manifests) {
        return manifests.all().stream().map(NameTest::name).toList();
    }

    private static String name(HasMetadata manifest) {
        return manifest.getKind() + "/" + manifest.getMetadata().getName();
    }
}
