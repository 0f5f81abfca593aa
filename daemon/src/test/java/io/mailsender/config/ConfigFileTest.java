package io.mailsender.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFileTest {

    @TempDir
    Path directory;

    @Test
    void looksInTheEnvironmentThenAtHomeThenInEtc() throws IOException {
        Path home = directory.resolve("home");
        Path etc = directory.resolve("etc");
        assertThat(ConfigFile.find(Map.of(), home, etc)).isEmpty();

        Path machine = file(etc);
        assertThat(ConfigFile.find(Map.of(), home, etc)).contains(machine);

        Path user = file(home.resolve(".config"));
        assertThat(ConfigFile.find(Map.of(), home, etc)).contains(user);

        Path xdg = file(directory.resolve("xdg"));
        assertThat(ConfigFile.find(
                        Map.of("XDG_CONFIG_HOME", directory.resolve("xdg").toString()), home, etc))
                .contains(xdg);
        assertThat(ConfigFile.find(Map.of("CONFIG_FILE", "/no/such"), home, etc))
                .contains(Path.of("/no/such"));
    }

    @Test
    void saysThatTheFileIsMissing() {
        Path missing = directory.resolve("missing.yml");
        assertThatThrownBy(() -> Configuration.load(Map.of("CONFIG_FILE", missing.toString()), directory, directory))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessage(missing + ": no such file");
    }

    @Test
    void saysThatTheFileCannotBeRead() {
        assertThatThrownBy(() -> ConfigFile.read(directory))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageStartingWith(directory + ": cannot be read: ");
    }

    @Test
    void saysThatTheFileIsNotUtf8() throws IOException {
        Path latin1 = Files.write(directory.resolve("latin1.yml"), new byte[] {'a', ':', ' ', (byte) 0xe9, '\n'});
        assertThatThrownBy(() -> ConfigFile.read(latin1))
                .hasMessage(latin1 + ": is not UTF-8; save it in that encoding");
    }

    @Test
    void namesTheFileBeforeTheSetting() throws IOException {
        Path file = Files.writeString(directory.resolve("c.yml"), "providers: {a: {kind: capture, keep: x}}");
        assertThatThrownBy(() -> Configuration.load(Map.of("CONFIG_FILE", file.toString()), directory, directory))
                .hasMessage(file + ": providers.a.keep: x is not a whole number");
    }

    @Test
    void startsInTrialModeWithoutAFile() {
        Configuration configuration = Configuration.load(Map.of(), directory, directory);
        assertThat(configuration.origin()).isEqualTo(new ConfigOrigin(true, null));
        assertThat(configuration.providers()).containsExactly("capture");
    }

    @Test
    void readsScalarsAsText() {
        assertThat(ConfigFile.parse("c", ("{a: 0123, b: no, c: 12e45, d: 2024-01-01}")))
                .isEqualTo(Map.of("a", "0123", "b", "no", "c", "12e45", "d", "2024-01-01"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            "a: 1\na: 2"                                  | c:2: found duplicate key a
            "a: 1\nb: [1, 2\nc: 3"                        | c:3: expected ',' or ']'
            "a: 1\n\tb: 2"                                | c:2: found character
            "a: !!javax.script.ScriptEngineManager []"    | c:1: Global tag is not allowed
            "a: !!java.net.URL [http://127.0.0.1/]"       | c:1: Global tag is not allowed
            "a: !!python/object/apply:os.system [id]"     | c:1: Global tag is not allowed
            "a: !<tag:yaml.org,2002:java.lang.String> b"  | c:1: Global tag is not allowed
            "a: &a [b, *a]"                               | c: a block contains itself through an alias
            "a: &a {b: {c: *a}}"                          | c: a block contains itself through an alias
            "? &a [*a]\n: b"                              | c: Recursive key for mapping is detected
            """)
    void namesTheLine(String yaml, String problem) {
        assertThatThrownBy(() -> ConfigFile.parse("c", (yaml)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageStartingWith(problem);
    }

    @Test
    void refusesAliasesThatMultiply() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 30; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        assertThatThrownBy(() -> ConfigFile.parse("c", (bomb.toString())))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("aliases");
    }

    @Test
    void refusesBlocksThatAreNestedTooDeeply() {
        assertThatThrownBy(() -> ConfigFile.parse("c", "a: " + "[".repeat(100_000) + "]".repeat(100_000)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("Nesting Depth exceeded max 20");
    }

    @Test
    void refusesAHugeFileWithoutReadingIt() throws IOException {
        Path huge = directory.resolve("huge.yml");
        try (RandomAccessFile sparse = new RandomAccessFile(huge.toFile(), "rw")) {
            sparse.setLength(1L << 40);
        }
        assertThatThrownBy(() -> ConfigFile.read(huge)).hasMessage(huge + ": is longer than 1048576 bytes");
    }

    @Test
    void refusesAFileThatIsTooLong() {
        assertThatThrownBy(() -> ConfigFile.parse("c", ("a: " + "x".repeat(2 << 20))))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("limit");
    }

    private static Path file(Path base) throws IOException {
        Path folder = Files.createDirectories(base.resolve("mail-sender-daemon"));
        return Files.createFile(folder.resolve("config.yml"));
    }
}
