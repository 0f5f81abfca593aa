package io.mailsender.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the requests of {@code helm test} against a daemon with the hook's configuration. */
class HookIT {

    @TempDir
    Path directory;

    @Test
    void sendsAMailThatIsCaptured() throws Exception {
        Manifests manifests = Chart.renderTest(directory, "{}");
        List<String> curl =
                manifests.only(Pod.class).getSpec().getContainers().get(0).getArgs();
        String yaml = manifests
                .find(ConfigMap.class, "mail-mail-sender-test")
                .orElseThrow()
                .getData()
                .get("config.yml");
        URI send = URI.create(curl.get(curl.indexOf("--next") - 1));
        URI release = URI.create(curl.get(curl.size() - 1));
        Map<String, Object> server = Chart.map(Chart.parse(yaml).get("server"));
        Service service = manifests.find(Service.class, "mail-mail-sender").orElseThrow();

        assertThat(send.getHost()).isEqualTo(server.get("host"));
        assertThat(send.getPort()).isEqualTo(server.get("port"));
        assertThat(release.getHost()).isEqualTo(service.getMetadata().getName() + ".apps.svc");
        assertThat(release.getPort())
                .isEqualTo(service.getSpec().getPorts().get(0).getPort());
        assertThat(curl).contains("Authorization: Bearer $(API_KEY)");

        // The pod's port may be in use on this machine.
        Path config =
                Files.writeString(directory.resolve("config.yml"), yaml.replace("port: " + send.getPort(), "port: 0"));
        try (RunningDaemon daemon = new RunningDaemon(config, Map.of(), "none")) {
            assertThat(daemon.post(send.getPath(), curl.get(curl.indexOf("--data") + 1))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(daemon.get("/captured").body()).contains("helm test");
            assertThat(daemon.get(release.getPath()).statusCode()).isEqualTo(200);
        }
    }
}
