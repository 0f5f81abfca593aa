package io.mailsender.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The check of the providers in {@code helm test}. */
class DoctorTest {

    private static final String ON = "test: {doctor: {enabled: true}}\n";

    @TempDir
    Path directory;

    @Test
    void isOffByDefault() throws IOException {
        assertThat(containers("{}")).extracting(Container::getName).containsExactly("send");
    }

    @Test
    void asksTheReleaseWithTheMonitoringKey() throws IOException {
        Container doctor = containers(ON + "tls: {existingSecret: cert}\n").get(1);

        assertThat(doctor.getCommand())
                .endsWith(
                        "doctor",
                        "--cacert",
                        "/etc/mail-sender-tls/ca.crt",
                        "https://mail-mail-sender.apps.svc:8080/providers/findings");
        assertThat(doctor.getEnv())
                .singleElement()
                .satisfies(
                        env -> assertThat(env.getValueFrom().getSecretKeyRef().getName())
                                .isEqualTo("mail-mail-sender-monitoring-key"));
    }

    /** With a curl that prints an answer. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "echo '{\"findings\":[{\"level\":\"ok\"},{\"level\":\"warning\"}]}' | 0",
                "echo '{\"findings\":[{\"level\":\"unknown\"}]}' | 0",
                "echo '{\"findings\":[{\"level\":\"ok\"},{\"level\":\"error\",\"text\":\"no\"}]}' | 1",
                "echo '{\"findings\":[{\"level\":\"ok\",\"text\":\"\\\"level\\\":\\\"error\\\"\"}]}' | 0",
                "echo '{\"status\":401}'; exit 22 | 22"
            })
    void failsIfMailWouldBeRefused(String curl, int exitStatus) throws Exception {
        Path fake = Files.writeString(directory.resolve("curl"), "#!/bin/sh\n" + curl + "\n");
        Files.setPosixFilePermissions(fake, PosixFilePermissions.fromString("rwxr-xr-x"));
        ProcessBuilder shell = new ProcessBuilder(containers(ON).get(1).getCommand()).redirectErrorStream(true);
        shell.environment().put("PATH", directory + ":/usr/bin:/bin");
        shell.environment().put("API_KEY", "key");

        Process process = shell.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isEqualTo(exitStatus);
    }

    private List<Container> containers(String values) throws IOException {
        return Chart.renderTest(directory, values).only(Pod.class).getSpec().getContainers();
    }
}
