package io.mailsender.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The checksums of the packages. */
class ChecksumIT {

    @Test
    void sumsMatchAllFiles() throws Exception {
        Map<String, String> sums = new TreeMap<>();
        try (Stream<Path> files = Files.list(BuildOutput.DIST)) {
            for (Path file : files.filter(f -> !f.endsWith("SHA256SUMS")).toList()) {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
                sums.put(file.getFileName().toString(), String.format("%064x", new BigInteger(1, digest)));
            }
        }

        assertThat(sums).hasSizeGreaterThanOrEqualTo(2);
        assertThat(Files.readAllLines(BuildOutput.DIST.resolve("SHA256SUMS")))
                .containsExactlyElementsOf(sums.entrySet().stream()
                        .map(sum -> sum.getValue() + "  " + sum.getKey())
                        .toList());
    }
}
