package io.mailsender.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.Texts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The two ways to build the image and the compose file agree with each other and with the daemon. */
class DeploymentTest {

    private static final Path DEPLOY = Path.of("..", "deploy");

    private static final Set<String> SERVICE_KEYS = Set.of(
            "image",
            "build",
            "user",
            "depends_on",
            "environment",
            "volumes",
            "ports",
            "healthcheck",
            "restart",
            "stop_grace_period",
            "read_only",
            "tmpfs",
            "shm_size",
            "cap_drop",
            "security_opt",
            "mem_limit",
            "pids_limit");

    private final String dockerfile = read("image/Dockerfile");
    private final String pom = read("image/pom.xml");
    private final Map<Object, Object> compose = map(ConfigFile.parse("compose.yml", read("compose.yml")));

    @Test
    void theDaemonAcceptsTheConfigurationOfTheComposeFile() {
        Map<String, String> environment = new HashMap<>();
        map(service("daemon").get("environment")).keySet().forEach(name -> environment.put(name.toString(), "secret"));
        environment.replace("API_KEY_SHA256", "0".repeat(64));
        Map<String, Object> settings =
                ConfigurationTest.check(read("compose.config.yml"), environment).properties();

        Map<Object, Object> postgres = map(service("postgres").get("environment"));
        assertThat(settings)
                .containsEntry("store.url", "jdbc:postgresql://postgres/" + postgres.get("POSTGRES_DB"))
                .containsEntry("store.username", postgres.get("POSTGRES_USER"))
                .containsEntry("store.password", "secret");
        assertThat(postgres.get("POSTGRES_PASSWORD"))
                .isEqualTo(map(service("daemon").get("environment")).get("STORE_PASSWORD"));
        assertThat(service("daemon").get("volumes"))
                .isEqualTo(List.of("./compose.config.yml:/etc/mail-sender-daemon/config.yml:ro"));
    }

    @Test
    void theExampleNamesEverySecret() {
        assertThat(Texts.find(read("compose.env.example"), "(?m)^([A-Z0-9_]+)="))
                .containsExactlyInAnyOrderElementsOf(
                        Set.copyOf(Texts.find(read("compose.yml"), "\\$\\{([A-Z0-9_]+):\\?")));
        assertThat(read("../.gitignore")).contains("deploy/.env\n");
    }

    @Test
    void everyServiceHasMinimalPrivileges() {
        map(compose.get("services"))
                .forEach((name, service) -> assertThat(map(service))
                        .as("%s", name)
                        .containsEntry("read_only", "true")
                        .containsEntry("cap_drop", List.of("ALL"))
                        .containsEntry("security_opt", List.of("no-new-privileges:true"))
                        .doesNotContainKeys("privileged", "cap_add"));
    }

    @Test
    void noKeyIsMistyped() {
        assertThat(compose.keySet()).isSubsetOf("name", "services", "volumes");
        map(compose.get("services"))
                .forEach((name, service) -> assertThat(map(service).keySet()).isSubsetOf(SERVICE_KEYS));
    }

    @Test
    void theStopGracePeriodIsLongerThanTheDaemons() {
        String grace = Texts.find(read("../daemon/src/main/resources/application.yml"), "grace-period: ([0-9]+)s")
                .get(0);
        String stop = String.valueOf(service("daemon").get("stop_grace_period"));
        assertThat(stop).endsWith("s");
        assertThat(Integer.parseInt(stop.substring(0, stop.length() - 1))).isGreaterThan(Integer.parseInt(grace) + 5);
    }

    @Test
    void bothImagesAgree() {
        String entrypoint =
                Texts.find(dockerfile, "(?m)^ENTRYPOINT \\[(.+)]$").get(0).replace("\"", "");
        assertThat(Texts.find(pom, "<entrypoint>(.+)</entrypoint>")).containsExactly(entrypoint.replace(", ", ","));
        assertThat(Texts.find(pom, "<image\\.base>(.+)</image\\.base>"))
                .isEqualTo(Texts.find(dockerfile, "(?m)^ARG BASE=(.+)$"));
        assertThat(Texts.find(pom, "<port>(.+)</port>")).isEqualTo(Texts.find(dockerfile, "(?m)^EXPOSE (.+)$"));
        assertThat(Texts.find(dockerfile, "(?m)^EXPOSE (.+)$")).containsExactly(ApiAddress.PORT);
        assertThat(Texts.find(pom, "<image\\.user>(.+)</image\\.user>"))
                .isEqualTo(Texts.find(dockerfile, "(?m)^USER (.+)$"))
                .isEqualTo(Texts.find(dockerfile, "--chown=(\\S+)"));
        assertThat(Texts.find(pom, "<image\\.state>(.+)</image\\.state>"))
                .isEqualTo(Texts.find(dockerfile, "(?m)^VOLUME (.+)$"))
                .isEqualTo(Texts.find(dockerfile, "(?m)^WORKDIR (/var.+)$"))
                .isEqualTo(Texts.find(dockerfile, "(?m)^ENV XDG_STATE_HOME=(.+)$"))
                .isEqualTo(Texts.find(read("image/Options.java"), "STATE = \"(.+)\""));
        assertThat(pom).contains("<XDG_STATE_HOME>${image.state}</XDG_STATE_HOME>");
    }

    @Test
    void theHealthCheckIsThatOfTheImage() {
        List<String> command = Texts.find(dockerfile, "(?s)HEALTHCHECK .*?CMD \\[(.+?)]");
        assertThat(command).hasSize(1);
        List<Object> test = list(map(service("daemon").get("healthcheck")).get("test"));
        assertThat(test.get(0)).isEqualTo("CMD");
        assertThat(test.subList(1, test.size()))
                .isEqualTo(List.of(command.get(0).replace("\"", "").split(", ")));
        assertThat(service("daemon").get("ports"))
                .isEqualTo(List.of("127.0.0.1:${DAEMON_PORT-8080}:" + ApiAddress.PORT));
    }

    @Test
    void theReadmeMatchesTheImage() {
        String readme = read("image/README.md");
        assertThat(readme)
                .contains(Texts.find(dockerfile, "(?m)^USER (\\d+):").get(0))
                .contains(Texts.find(dockerfile, "(?m)^VOLUME (.+)$").get(0))
                .contains(Texts.find(dockerfile, "(?m)^ARG JDK=(.+)$").get(0))
                .contains(Texts.find(dockerfile, "(?m)^ARG BASE=(.+)$").get(0))
                .contains("health.options");
        assertThat(Texts.find(readme, "\\]\\(([^)#]+)\\)"))
                .allSatisfy(link ->
                        assertThat(DEPLOY.resolve("image").resolve(link)).exists());
    }

    private Map<Object, Object> service(String name) {
        return map(map(compose.get("services")).get(name));
    }

    private static Map<Object, Object> map(@Nullable Object node) {
        assertThat(node).isInstanceOf(Map.class);
        return node instanceof Map<?, ?> map ? new LinkedHashMap<>(map) : Map.of();
    }

    private static List<Object> list(@Nullable Object node) {
        assertThat(node).isInstanceOf(List.class);
        return node instanceof List<?> list ? new ArrayList<>(list) : List.of();
    }

    private static String read(String file) {
        return Texts.read(DEPLOY.resolve(file));
    }
}
