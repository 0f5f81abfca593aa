package io.mailsender.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailsender.config.Schema.Block;
import io.mailsender.config.TlsSettings.ClientCertificate;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTrackerTest {

    private static final String KEY = "providers.mailgun.api-key";

    @TempDir
    Path directory;

    @Test
    void knowsEverySecretSetting() {
        TreeSet<String> secrets = new TreeSet<>(Schema.load().settings().keySet());
        secrets.removeIf(path -> !SecretTracker.isSecret(path));
        assertThat(secrets)
                .as("a setting is a secret by its name; name a new secret accordingly")
                .containsExactly(
                        "providers.amazon-ses.*.secret-access-key",
                        "providers.amazon-ses.*.session-token",
                        "providers.brevo.*.api-key",
                        "providers.brevo.*.event-secret",
                        "providers.gmail.*.client-secret",
                        "providers.gmail.*.refresh-token",
                        "providers.mailgun.*.api-key",
                        "providers.mailgun.*.event-signing-key",
                        "providers.mailjet.*.api-key",
                        "providers.mailjet.*.event-secret",
                        "providers.mailjet.*.secret-key",
                        "providers.microsoft-graph.*.client-secret",
                        "providers.postmark.*.account-token",
                        "providers.postmark.*.event-secret",
                        "providers.postmark.*.server-token",
                        "providers.resend.*.api-key",
                        "providers.resend.*.event-secret",
                        "providers.sendgrid.*.api-key",
                        "providers.smtp.*.oauth2.client-secret",
                        "providers.smtp.*.oauth2.refresh-token",
                        "providers.smtp.*.password",
                        "providers.sparkpost.*.api-key",
                        "providers.sparkpost.*.event-secret",
                        "server.tls.key-password",
                        "store.password");
    }

    @ParameterizedTest
    @CsvSource({
        "'key\n', key",
        "'key\r\n', key",
        "'\uFEFFkey\n', key",
        "'key', key",
        "' key ', ' key '",
        "'ключ\n', ключ"
    })
    void readsAFileWithoutItsLineEnd(String content, String value) throws IOException {
        Path file = secret(content, "rw-------");
        assertThat(resolve("${file:" + file + "}")).isEqualTo(value);
        assertThat(resolve("a-${file:" + file + "}-b")).isEqualTo("a-" + value + "-b");
    }

    @Test
    void keepsTheDollarsOfAFile() throws IOException {
        Path file = secret("a${HOME}$1\\", "rw-------");
        Configuration configuration = load("${file:" + file + "}", "rw-------");
        // As the context will read it: an internal placeholder is a dollar.
        assertThat(configuration.properties())
                .containsEntry("providers.mailgun.m.api-key", "a${mail-sender.dollar}{HOME}$1\\");
    }

    @Test
    void namesTheSettingAndTheFileThatCannotBeRead() throws IOException {
        Path missing = directory.resolve("missing");
        assertRefused(missing, KEY + ": " + missing + " does not exist");
        assertRefused(directory, KEY + ": " + directory + " is not a regular file");
        Path file = secret("\n", "rw-------");
        assertRefused(file, KEY + ": " + file + " is empty");
        Files.write(file, new byte[] {(byte) 0xe9});
        assertRefused(file, KEY + ": " + file + " is not UTF-8");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(1L << 40);
        }
        assertRefused(file, KEY + ": " + file + " is longer than 65536 bytes");
        assertRefused(Path.of("secret"), KEY + ": ${file:secret} must name an absolute path");
        assertRefused(Path.of("/dev/zero"), KEY + ": /dev/zero is not a regular file");
        assertThatThrownBy(() -> resolve("${file:}")).hasMessage(KEY + ": ${file:} must name an absolute path");
    }

    @Test
    void warnsOfASecretInAFileThatOthersCanRead() throws IOException {
        assertThat(load("0123456789", "rw-r-----").warnings()).isEmpty();
        assertThat(load("0123456789", "rw-r--r--").warnings())
                .containsExactly("providers.m.api-key is written in " + config()
                        + ", which all users of this machine can read; chmod 640 it, or refer to a file (${file:/path})"
                        + " or an environment variable (${NAME})");
        assertThat(load("${UNSET:0123456789}", "rw-r--r--").warnings()).hasSize(1);
    }

    @Test
    void acceptsAReadableFileWithoutASecret() throws IOException {
        assertThat(load("${MAILGUN}", "rw-r--r--").warnings()).isEmpty();
        assertThat(load("${file:" + secret("k", "rw-------") + "}", "rw-r--r--").warnings())
                .isEmpty();
    }

    @Test
    void warnsOfASecretsFileThatOthersCanRead() throws IOException {
        Path file = secret("k", "rw-r--r--");
        assertThat(load("${file:" + file + "}", "rw-------").warnings())
                .containsExactly("providers.m.api-key comes from " + file
                        + ", which all users of this machine can read; chmod 600 or 640 it");
    }

    @Test
    void acceptsAFileMountedByKubernetes() throws IOException {
        // A volume of a Secret: "..data" points to the current directory, and the file into that.
        Path moment = Files.createDirectory(directory.resolve("..2026_01_01"));
        Files.setPosixFilePermissions(
                Files.writeString(moment.resolve("mailgun"), "k"), PosixFilePermissions.fromString("rw-r--r--"));
        Files.createSymbolicLink(directory.resolve("..data"), moment.getFileName());
        Path file = Files.createSymbolicLink(directory.resolve("mailgun"), Path.of("..data/mailgun"));
        assertThat(load("${file:" + file + "}", "rw-r--r--").warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"k", "${UNSET:k}", "${file:FILE}"})
    void refusesToStartIfStrict(String key) throws IOException {
        Path file = secret("k", "rw-r--r--");
        String settings = "secrets: {strict: true}\n" + mailgun(key.replace("FILE", file.toString()));
        assertThatThrownBy(() -> loadSettings(settings, "rw-r--r--"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageMatching(
                        ".*: providers\\.m\\.api-key .*, which all users of this machine can read; chmod.*");
    }

    @Test
    void findsAPasswordInAUrlAndInTheMicronautBlock() throws IOException {
        assertThat(loadSettings(
                                mailgun("${MAILGUN}")
                                        + "store: {kind: postgresql, url: 'jdbc:postgresql://h/d?user=u&password=p'}",
                                "rw-r--r--")
                        .warnings())
                .singleElement()
                .asString()
                .startsWith("store.url is written in ");
        assertThat(loadSettings(
                                mailgun("${MAILGUN}") + "micronaut: {server: {ssl: {key-store: {password: p}}}}",
                                "rw-r--r--")
                        .warnings())
                .singleElement()
                .asString()
                .startsWith("micronaut.server.ssl.key-store.password is written in ");
    }

    @Test
    void noSettingsShowASecret() {
        // Every secret setting, of every kind of provider.
        Map<String, Object> properties = new HashMap<>(Map.of(
                "store.kind", "postgresql",
                "store.url", "jdbc:postgresql://h/d",
                "store.username", "u",
                "providers.amazon-ses.a.access-key-id", "AKIA",
                "providers.smtp.a.username", "u",
                "providers.smtp.a.host", "h",
                "providers.rehearsal.a.mode", "refused",
                "providers.mailgun.a.domain", "example.org"));
        properties.put("providers.gmail.a.client-id", "an-id");
        properties.put("providers.microsoft-graph.a.tenant", "example.org");
        properties.put("providers.microsoft-graph.a.client-id", "an-id");
        Schema.load().settings().forEach((path, setting) -> {
            String property = path.replace("*", "a");
            if (path.startsWith("server.tls.")) {
                return; // Would open its files.
            }
            if (SecretTracker.isSecret(path)) {
                properties.put(property, "kanarienvogel");
            } else if (path.endsWith(".from")) {
                properties.put(property, "a@example.org");
            }
            if (path.startsWith("providers.")) {
                properties.put(property.substring(0, property.lastIndexOf('.')) + ".name", "a");
            }
        });
        List<String> shown = new ArrayList<>();
        try (ApplicationContext context =
                ApplicationContext.builder().properties(properties).build()) {
            context.start();
            for (Block block : Schema.load().blocks()) {
                if (block.isSettingsRecord()) {
                    context.getBeansOfType(block.definition().getBeanType())
                            .forEach(bean -> shown.add(bean.toString()));
                }
            }
        }
        Path file = Path.of("any.pem");
        shown.add(new TlsSettings(file, file, "kanarienvogel", null, ClientCertificate.REQUIRED).toString());
        assertThat(shown).hasSizeGreaterThan(10).anyMatch(text -> text.startsWith("AmazonSes.Settings["));
        assertThat(shown).noneMatch(text -> text.contains("kanarienvogel"));
    }

    @Test
    void theConfigurationShowsNoSecret() throws IOException {
        assertThat(load("kanarienvogel", "rw-------").toString())
                .contains("providers=[m]")
                .doesNotContain("kanarienvogel");
    }

    private void assertRefused(Path file, String line) {
        assertThatThrownBy(() -> resolve("${file:" + file + "}"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessage(line);
    }

    private static String resolve(String text) {
        return new PlaceholderResolver(Map.of(), new SecretTracker()).resolve(KEY, text);
    }

    private Configuration load(String apiKey, String permissions) throws IOException {
        return loadSettings(mailgun(apiKey), permissions);
    }

    private Configuration loadSettings(String settings, String permissions) throws IOException {
        Files.setPosixFilePermissions(
                Files.writeString(config(), settings), PosixFilePermissions.fromString(permissions));
        return Configuration.load(
                Map.of("CONFIG_FILE", config().toString(), "MAILGUN", "0123456789"), directory, directory);
    }

    private static String mailgun(String apiKey) {
        return "api-keys: {my-key: " + "0".repeat(64) + "}\n"
                + "providers: {m: {kind: mailgun, domain: example.org, from: a@example.org, api-key: '" + apiKey
                + "'}}\n";
    }

    private Path config() {
        return directory.resolve("config.yml");
    }

    private Path secret(String content, String permissions) throws IOException {
        // Without Kubernetes' marker beside it.
        Path file = Files.createDirectories(directory.resolve("secrets")).resolve("mailgun");
        return Files.setPosixFilePermissions(
                Files.writeString(file, content), PosixFilePermissions.fromString(permissions));
    }
}
