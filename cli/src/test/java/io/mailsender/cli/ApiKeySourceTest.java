package io.mailsender.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ApiKeySourceTest extends CommandLineTest {

    private static final String SENT = """
            {"id": "1", "status": "sent", "provider_used": "p", "possible_duplicate": false, "providers": []}""";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"rw-r--r--, true", "rw----r--, true", "rw-r-----, false", "rw-------, false"})
    void warnsIfEveryUserCanReadTheFile(String permissions, boolean warns) throws IOException {
        daemon.answers(200, SENT);
        Path key = Files.writeString(folder.resolve("key"), "s3cret\n");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(permissions));

        Run run = run("send", "--api-key-file", key.toString(), "-t", "a@b.c");

        assertThat(run.exitStatus()).isZero();
        assertThat(run.err())
                .isEqualTo(
                        warns
                                ? "mail-sender: all users of this machine can read the API key in " + key
                                        + "; run chmod 600 " + key + System.lineSeparator()
                                : "");
        assertThat(run.out()).doesNotContain("s3cret");
    }

    @Test
    void keyIsTheFirstLineOfTheStandardInputAndTheTextIsTheRest() {
        daemon.answers(200, SENT);
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("s3cret\nDear Ann,\nthank you.\n".getBytes(UTF_8)));
        try {
            assertThat(run("send", "--api-key-file", "-", "-t", "a@b.c", "-T", "-")
                            .exitStatus())
                    .isZero();
        } finally {
            System.setIn(before);
        }
        assertThat(daemon.request().header("Authorization")).isEqualTo("Bearer s3cret");
        assertThat(daemon.request().body()).contains("Dear Ann,\\nthank you.\\n");
    }

    @Test
    void refusesAStandardInputWithoutAKey() {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(new byte[1 << 20]));
        try {
            assertThat(run("send", "--api-key-file", "-", "-t", "a@b.c").exitStatus())
                    .isEqualTo(2);
        } finally {
            System.setIn(before);
        }
    }

    /** Every user of the machine can see arguments. {@code --client-key} takes a file. */
    @Test
    void noOptionTakesASecretAsArgument() {
        assertThat(options(Main.commandLine()).filter(name -> name.matches("--.*(key|password|secret|token).*")))
                .isSubsetOf("--api-key-file", "--idempotency-key", "--client-key", "--for-key");
    }

    private static Stream<String> options(CommandLine command) {
        return Stream.concat(
                command.getCommandSpec().options().stream()
                        .flatMap(option -> List.of(option.names()).stream())
                        .map(name -> name.toLowerCase(Locale.ROOT)),
                command.getSubcommands().values().stream().flatMap(ApiKeySourceTest::options));
    }
}
