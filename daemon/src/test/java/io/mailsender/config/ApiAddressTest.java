package io.mailsender.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiAddressTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            providers: {box: {kind: capture}}          | http://127.0.0.1:8080/
            server: {port: 8025}                       | http://127.0.0.1:8025/
            server: {host: 127.0.0.2}                  | http://127.0.0.2:8080/
            server: {host: 0.0.0.0}                    | http://127.0.0.1:8080/
            server: {host: '::'}                       | http://[::1]:8080/
            server: {host: '::1', port: '${PORT}'}     | http://[::1]:9000/
            server: {port: 1, management-port: 8081}   | http://127.0.0.1:8081/
            server: {management-host: 0.0.0.0, management-port: 1} | http://127.0.0.1:1/
            server: {tls: {certificate: c.pem}}        | https://127.0.0.1:8080/
            """)
    void readsTheAddressFromTheFile(String config, URI address) throws IOException {
        assertThat(of(config).uri()).isEqualTo(address);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            server: {port: 0}                          | server.port: 0 picks a free port, which only the log shows; write a fixed port
            server: {port: many}                       | server: 127.0.0.1 and many are not a host and a port
            server: {port: '${NONE}'}                  | server.port: the environment variable NONE is not set
            """)
    void saysWhyThereIsNoAddress(String config, String problem) {
        assertThatThrownBy(() -> of(config))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessage(problem);
    }

    @Test
    void withoutAFileItIsTheAddressOfTrialMode() {
        assertThat(ApiAddress.of(Map.of(), directory, directory).uri()).isEqualTo(URI.create("http://127.0.0.1:8080/"));
    }

    private ApiAddress of(String config) throws IOException {
        Path file = Files.writeString(directory.resolve("config.yml"), config);
        return ApiAddress.of(Map.of("CONFIG_FILE", file.toString(), "PORT", "9000"), directory, directory);
    }
}
