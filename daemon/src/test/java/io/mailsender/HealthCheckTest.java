package io.mailsender;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.DaemonProcess;
import io.mailsender.testing.PemCertificate;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.Unreachable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As in a container: its own process, which finds the daemon through the configuration file. */
class HealthCheckTest {

    @TempDir
    Path directory;

    @Test
    void aDaemonThatRespondsIsHealthy() throws Exception {
        try (TestDaemon daemon = TestDaemon.with(new ScriptedProvider("a"))) {
            int port = daemon.uri("/").getPort();
            Ended check = check("server: {host: 127.0.0.1, port: " + port + "}");
            assertThat(check.out()).isEqualTo("http://127.0.0.1:" + port + "/health/liveness: 200\n");
            assertThat(check.status()).isZero();
        }
    }

    @Test
    void checksAnotherPath() throws Exception {
        try (TestDaemon daemon = TestDaemon.with(new ScriptedProvider("a"))) {
            String config = "server: {host: 0.0.0.0, port: " + daemon.uri("/").getPort() + "}";
            assertThat(check(config, "/health/readiness").status()).isZero();
            Ended missing = check(config, "/no/such/path");
            assertThat(missing.out()).endsWith("/no/such/path: 404\n");
            assertThat(missing.status()).isEqualTo(1);
        }
    }

    @Test
    void trustsTheCertificateOfTheDaemon() throws Exception {
        Path certificate = directory.resolve("a.pem");
        Path key = directory.resolve("a.key");
        PemCertificate.make(directory, "elsewhere").writeTo(certificate, key);
        Path other = directory.resolve("b.pem");
        PemCertificate.make(directory, "other").writeTo(other, directory.resolve("b.key"));
        Path config = Files.writeString(
                directory.resolve("daemon.yml"),
                "server: {port: 0, tls: {certificate: " + certificate + ", key: " + key
                        + "}}\nstore: {kind: none}\nproviders: {a: {kind: capture}}");
        try (DaemonProcess daemon = DaemonProcess.start(config, directory.resolve("log"))) {
            URI uri = daemon.awaitListening();
            assertThat(uri.getScheme()).isEqualTo("https");
            String tls = "server: {port: " + uri.getPort() + ", tls: {certificate: ";
            assertThat(check(tls + certificate + "}}").out()).isEqualTo(uri + "/health/liveness: 200\n");
            assertThat(check(tls + other + "}}").status())
                    .as("the certificate of another daemon")
                    .isEqualTo(1);
        }
    }

    @Test
    void aDaemonThatDoesNotRunIsUnhealthy() throws Exception {
        try (Unreachable nobody = Unreachable.refusing()) {
            Ended check = check("server: {port: " + nobody.uri().getPort() + "}");
            assertThat(check.out()).isEqualTo(nobody.uri() + "/health/liveness: Connection refused\n");
            assertThat(check.status()).isEqualTo(1);
        }
    }

    @Test
    void aFileWithoutAFixedPortIsUnhealthy() throws Exception {
        Ended check = check("server: {port: 0}");
        assertThat(check.out()).startsWith("/health/liveness: server.port: 0 ");
        assertThat(check.status()).isEqualTo(1);
    }

    private Ended check(String config, String... arguments) throws IOException, InterruptedException {
        List<String> command = DaemonProcess.command(HealthCheck.class.getName());
        command.addAll(List.of(arguments));
        ProcessBuilder java = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        java.environment()
                .put(
                        "CONFIG_FILE",
                        Files.writeString(directory.resolve("config.yml"), config)
                                .toString());
        Process process = java.start();
        String out = new String(process.getInputStream().readAllBytes());
        return new Ended(process.waitFor(), out);
    }

    private record Ended(int status, String out) {}
}
