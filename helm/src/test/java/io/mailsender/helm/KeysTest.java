package io.mailsender.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chart's own API keys: each has its own secret and only the scopes it needs. */
class KeysTest {

    private static final String WATCHED =
            "{adminKey: {enabled: true}, monitoring: {serviceMonitor: {enabled: true}}, networkPolicy: {ingressNamespaces: [monitoring]}}";

    @TempDir
    Path directory;

    @Test
    void eachIsRandomAndTheDaemonGetsOnlyItsHash() throws Exception {
        Manifests manifests = Chart.render(WATCHED);

        assertThat(manifests.every(Secret.class))
                .extracting(secret -> secret.getMetadata().getName())
                .containsExactlyInAnyOrder(
                        "mail-mail-sender-api-key", "mail-mail-sender-monitoring-key", "mail-mail-sender-admin-key");
        for (Secret secret : manifests.every(Secret.class)) {
            String key = entry(secret, "api-key");
            assertThat(key).matches("msk_[a-z2-7]{12}_[a-z2-7]{32}");
            assertThat(entry(secret, "api-key-sha256")).isEqualTo(sha256(key));
            assertThat(secret.getMetadata().getAnnotations()).containsEntry("helm.sh/resource-policy", "keep");
        }
        assertThat(manifests.every(Secret.class))
                .extracting(secret -> entry(secret, "api-key"))
                .doesNotHaveDuplicates();
        assertThat(variables(manifests))
                .isEqualTo(Map.of(
                        "API_KEY_SHA256", "mail-mail-sender-api-key/api-key-sha256",
                        "MONITORING_KEY_SHA256", "mail-mail-sender-monitoring-key/api-key-sha256",
                        "ADMIN_KEY_SHA256", "mail-mail-sender-admin-key/api-key-sha256"));
    }

    @Test
    void eachHasItsScopes() {
        assertThat(configured(Chart.render(WATCHED)))
                .isEqualTo(Map.of(
                        "default",
                        "${API_KEY_SHA256}",
                        "monitoring",
                        Map.of("hash", "${MONITORING_KEY_SHA256}", "scopes", List.of("read")),
                        "admin",
                        Map.of("hash", "${ADMIN_KEY_SHA256}", "scopes", List.of("admin", "read"))));
    }

    @Test
    void thereIsNoAdminKeyByDefault() {
        Manifests manifests = Chart.render("{}");

        assertThat(manifests.every(Secret.class)).hasSize(2);
        assertThat(configured(manifests)).containsOnlyKeys("default", "monitoring");
        assertThat(manifests.config()).doesNotContain("admin");
    }

    @Test
    void prometheusAndTheTestUseTheReadOnlyKey() throws Exception {
        SecretKeySelector scraper = scraper(Chart.render(WATCHED));
        SecretKeySelector hook = Chart.renderTest(directory, "{}")
                .only(Pod.class)
                .getSpec()
                .getContainers()
                .get(0)
                .getEnv()
                .get(0)
                .getValueFrom()
                .getSecretKeyRef();

        assertThat(scraper.getName()).isEqualTo("mail-mail-sender-monitoring-key");
        assertThat(scraper.getKey()).isEqualTo("api-key");
        assertThat(hook.getName()).isEqualTo(scraper.getName());
        assertThat(hook.getKey()).isEqualTo(scraper.getKey());
    }

    @Test
    void everyInstallationHasItsOwnKeys() {
        assertThat(keys("{}")).hasSize(2).doesNotContainAnyElementsOf(keys("{}"));
    }

    @Test
    void existingKeysMayShareASecret() {
        Manifests manifests = Chart.render("""
                apiKey: {existingSecret: mine, secretKey: k, hashKey: h}
                monitoringKey: {existingSecret: mine, secretKey: mk, hashKey: mh}
                adminKey: {enabled: true, existingSecret: theirs, secretKey: ak, hashKey: ah}
                monitoring: {serviceMonitor: {enabled: true}}
                networkPolicy: {ingressNamespaces: [monitoring]}
                """);

        assertThat(manifests.every(Secret.class)).isEmpty();
        assertThat(variables(manifests))
                .isEqualTo(Map.of(
                        "API_KEY_SHA256", "mine/h",
                        "MONITORING_KEY_SHA256", "mine/mh",
                        "ADMIN_KEY_SHA256", "theirs/ah"));
        assertThat(scraper(manifests).getName()).isEqualTo("mine");
        assertThat(scraper(manifests).getKey()).isEqualTo("mk");
    }

    private static List<String> keys(String values) {
        return Chart.render(values).every(Secret.class).stream()
                .map(secret -> entry(secret, "api-key"))
                .toList();
    }

    private static Map<String, Object> configured(Manifests manifests) {
        return Chart.map(Chart.parse(manifests.config()).get("api-keys"));
    }

    private static SecretKeySelector scraper(Manifests manifests) {
        return manifests
                .only(ServiceMonitor.class)
                .getSpec()
                .getEndpoints()
                .get(0)
                .getAuthorization()
                .getCredentials();
    }

    private static Map<String, String> variables(Manifests manifests) {
        return manifests.pod().getContainers().get(0).getEnv().stream()
                .filter(variable -> variable.getValueFrom() != null)
                .collect(java.util.stream.Collectors.toMap(EnvVar::getName, variable -> {
                    var ref = variable.getValueFrom().getSecretKeyRef();
                    return ref.getName() + "/" + ref.getKey();
                }));
    }

    private static String sha256(String key) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
    }

    private static String entry(Secret secret, String name) {
        return new String(Base64.getDecoder().decode(secret.getData().get(name)), StandardCharsets.UTF_8);
    }
}
