package io.mailsender.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The daemon's pod: probes, shutdown, environment, image, and what restarts it. */
class PodTest {

    @Test
    void eachProbeHasItsOwnCheck() {
        Container daemon = daemon("{}");

        assertThat(daemon.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/health/liveness");
        assertThat(daemon.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/health/readiness");
        assertThat(daemon.getStartupProbe().getHttpGet().getPath()).isEqualTo("/health/liveness");
        assertThat(seconds(daemon.getStartupProbe())).isGreaterThanOrEqualTo(300);
        assertThat(seconds(daemon.getReadinessProbe())).isLessThan(seconds(daemon.getLivenessProbe()));
        // The daemon's own check of the store takes up to 2 seconds.
        assertThat(daemon.getReadinessProbe().getTimeoutSeconds()).isGreaterThan(2);
    }

    private static int seconds(io.fabric8.kubernetes.api.model.Probe probe) {
        return probe.getPeriodSeconds() * probe.getFailureThreshold();
    }

    @Test
    void theGracePeriodCoversTheShutdown() throws Exception {
        Map<String, Object> daemon =
                Chart.parse(Files.readString(Path.of("../daemon/src/main/resources/application.yml")));
        Object grace = Chart.map(Chart.map(Chart.map(daemon.get("micronaut")).get("lifecycle"))
                        .get("graceful-shutdown"))
                .get("grace-period");
        int drains = Integer.parseInt(grace.toString().replace("s", ""));
        PodSpec pod = Chart.render("{}").pod();
        long wait = pod.getContainers()
                .get(0)
                .getLifecycle()
                .getPreStop()
                .getSleep()
                .getSeconds();

        assertThat(wait).isPositive();
        // 10 more to close the store.
        assertThat(pod.getTerminationGracePeriodSeconds()).isGreaterThanOrEqualTo(wait + drains + 10);
        assertThat(Files.readString(Chart.DIRECTORY.resolve("templates/_check.tpl")))
                .contains("add .Values.preStopSeconds " + (drains + 10));
    }

    @Test
    void onlyAChangedConfigurationRestartsThePod() {
        String before = checksum("{}");

        assertThat(checksum("{}")).isEqualTo(before);
        assertThat(checksum("{replicaCount: 0, service: {port: 80}}")).isEqualTo(before);
        assertThat(checksum("{config: {delivery: {deadline: 20s}}}")).isNotEqualTo(before);
        assertThat(checksum("{apiKey: {name: other}}")).isNotEqualTo(before);
        assertThat(checksum("{adminKey: {enabled: true}}")).isNotEqualTo(before);
    }

    private static String checksum(String values) {
        return Chart.render(values).template().getMetadata().getAnnotations().get("checksum/config");
    }

    @Test
    void secretsBecomeVariables() {
        Container daemon = daemon(
                "{config: {providers: {m: {kind: mailgun, api-key: '${M_KEY}'}}}, secrets: {M_KEY: {existingSecret: m, key: k}}}");

        assertThat(daemon.getEnv()).anySatisfy(env -> {
            assertThat(env.getName()).isEqualTo("M_KEY");
            assertThat(env.getValueFrom().getSecretKeyRef().getName()).isEqualTo("m");
            assertThat(env.getValueFrom().getSecretKeyRef().getKey()).isEqualTo("k");
        });
    }

    @Test
    void theImageHasTheChartsVersion() throws Exception {
        Object version = Chart.parse(Files.readString(Chart.DIRECTORY.resolve("Chart.yaml")))
                .get("appVersion");

        assertThat(daemon("{}").getImage()).isEqualTo("mail-sender:" + version);
        assertThat(daemon("image: {registry: images.example.com, tag: '9'}").getImage())
                .isEqualTo("images.example.com/mail-sender:9");
        assertThat(daemon("image: {tag: '9', digest: 'sha256:" + "a".repeat(64) + "'}")
                        .getImage())
                .isEqualTo("mail-sender@sha256:" + "a".repeat(64));
    }

    private static Container daemon(String values) {
        return Chart.render(values).pod().getContainers().get(0);
    }
}
