package io.mailsender.helm;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/** Runs a release on this machine with the chart's configuration and secrets. */
record ReleasedDaemon(Manifests manifests, Path directory) {

    /** @param key the API key for requests */
    RunningDaemon start(String key) throws IOException {
        return new RunningDaemon(config(), environment(), key);
    }

    /** The chart's configuration, except the address and the store's file. */
    private Path config() throws IOException {
        Map<String, Object> config = Chart.parse(manifests.config());
        Chart.map(config.get("server")).put("port", 0);
        Chart.map(config.get("server")).put("host", "127.0.0.1");
        Chart.map(config.get("store")).put("file", directory.resolve("mail.db").toString());
        return Files.writeString(directory.resolve("config.yml"), new Yaml().dump(config));
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        for (EnvVar variable : manifests.pod().getContainers().get(0).getEnv()) {
            if (variable.getValueFrom() != null) {
                SecretKeySelector ref = variable.getValueFrom().getSecretKeyRef();
                environment.put(variable.getName(), entry(ref.getName(), ref.getKey()));
            }
        }
        return environment;
    }

    /** @param kind such as {@code monitoring-key} */
    String key(String kind) {
        return entry("mail-mail-sender-" + kind, "api-key");
    }

    private String entry(String secret, String name) {
        String base64 =
                manifests.find(Secret.class, secret).orElseThrow().getData().get(name);
        return new String(Base64.getDecoder().decode(base64));
    }
}
