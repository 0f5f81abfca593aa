package io.mailsender.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Helm does besides rendering: look-ups in the cluster, {@code helm test} and the notes. */
class InstallTest {

    private static final String SECRET = "/api/v1/namespaces/apps/secrets/mail-mail-sender-api-key";

    private static final String INGRESS = "networkPolicy: {ingressNamespaces: [ingress]}\n";

    @TempDir
    Path directory;

    @Test
    void keepsAnExistingKey() {
        Map<String, Object> data = Map.of("api-key", base64("the existing key"));
        Chart.CLUSTER.put(SECRET, Map.of("apiVersion", "v1", "kind", "Secret", "metadata", Map.of(), "data", data));
        try {
            Manifests manifests = Chart.render("{}");

            assertThat(data(manifests, "mail-mail-sender-api-key"))
                    .containsEntry("api-key", base64("the existing key"))
                    // printf %s 'the existing key' | sha256sum
                    .containsEntry(
                            "api-key-sha256",
                            base64("2d9fbf73b07e99a4f604b5b18f5d2e1c09db73bfb572f1e334b42a39690ce537"));
            assertThat(data(manifests, "mail-mail-sender-monitoring-key"))
                    .doesNotContainEntry("api-key", base64("the existing key"));
        } finally {
            Chart.CLUSTER.remove(SECRET);
        }
    }

    private static Map<String, String> data(Manifests manifests, String secret) {
        return manifests.find(Secret.class, secret).orElseThrow().getData();
    }

    @Test
    void theTestPodIsNoDaemon() throws Exception {
        Pod pod = Chart.renderTest(directory, "{}").only(Pod.class);

        // renderTest renames helm.sh/hook.
        assertThat(pod.getMetadata().getAnnotations()).containsEntry("example.com/hook", "test");
        assertThat(pod.getMetadata().getLabels()).containsEntry("app.kubernetes.io/component", "test");
        assertThat(pod.getSpec().getInitContainers())
                .singleElement()
                .satisfies(capture -> assertThat(capture.getRestartPolicy()).isEqualTo("Always"));
    }

    @Test
    void theNotesNameKeysAndWarn() throws Exception {
        assertThat(notes("{}"))
                .contains("NONE IS SENT")
                .contains("get secret mail-mail-sender-api-key -o jsonpath='{.data.api-key}'")
                .contains("get secret mail-mail-sender-monitoring-key")
                .doesNotContain("admin-key");
        assertThat(notes("adminKey: {enabled: true}")).contains("get secret mail-mail-sender-admin-key");
        assertThat(notes("config: {providers: {a: {kind: mailgun}}}")).doesNotContain("NONE IS SENT");
        assertThat(notes(INGRESS + "ingress: {enabled: true, hosts: [a.example.com]}"))
                .contains("http://a.example.com")
                .contains("clear text");
        assertThat(notes(INGRESS + "ingress: {enabled: true, hosts: [a.example.com], tlsSecret: t}"))
                .contains("https://a.example.com")
                .doesNotContain("clear text");
        assertThat(notes("store: {kind: none}")).contains("Nothing is kept");
    }

    private String notes(String values) throws Exception {
        return new Helm(Chart.DIRECTORY)
                .install()
                .withName("mail")
                .withNamespace(Chart.NAMESPACE)
                .withKubeVersion(Chart.KUBERNETES)
                .withValuesFile(Files.writeString(directory.resolve("notes.yaml"), values))
                .clientOnly()
                .dryRun()
                .withDryRunOption(DryRun.CLIENT)
                .call()
                .getOutput();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
