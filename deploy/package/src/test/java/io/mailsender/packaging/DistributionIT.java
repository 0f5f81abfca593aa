package io.mailsender.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The sums and the bill of materials that go with what is handed out. */
class DistributionIT {

    /** What Netty and Angus Mail hold within their own jars. */
    private static final Pattern WITHIN_OTHERS = Pattern.compile(
            "org\\.jctools:jctools-core:.*|org\\.eclipse\\.angus:(angus-core|smtp|imap|pop3|logging-mailhandler):.*");

    @Test
    void sumsAreThoseOfAllFiles() throws Exception {
        Map<String, String> sums = new TreeMap<>();
        try (Stream<Path> files = Files.list(Built.DIST)) {
            for (Path file : files.filter(f -> !f.endsWith("SHA256SUMS")).toList()) {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
                sums.put(file.getFileName().toString(), String.format("%064x", new BigInteger(1, digest)));
            }
        }

        assertThat(sums).hasSizeGreaterThanOrEqualTo(2);
        assertThat(Files.readAllLines(Built.DIST.resolve("SHA256SUMS")))
                .containsExactlyElementsOf(sums.entrySet().stream()
                        .map(sum -> sum.getValue() + "  " + sum.getKey())
                        .toList());
    }

    @Test
    void billOfMaterialsHasEveryLibraryInTheJars() throws IOException {
        assumeThat(System.getProperty("maven.session"))
                .as("Maven makes no SBOM when it is offline")
                .isEqualTo("offline:false");
        Path file = Built.DIST.resolve("mail-sender-" + Built.VERSION + ".cdx.json");
        Set<String> listed = new TreeSet<>();
        for (JsonNode component : new ObjectMapper().readTree(file.toFile()).get("components")) {
            listed.add(component.get("group").asText() + ":"
                    + component.get("name").asText() + ":"
                    + component.get("version").asText());
            assertThat(component.has("licenses"))
                    .as(component.get("purl").asText())
                    .isTrue();
        }

        assertThat(libraries("daemon/target/mail-sender-daemon.jar"))
                .hasSizeGreaterThan(50)
                .isSubsetOf(listed);
        assertThat(listed).anyMatch(library -> library.startsWith("info.picocli:picocli:"));
    }

    /** As the poms in a jar name them. */
    private static Set<String> libraries(String jar) throws IOException {
        Set<String> libraries = new TreeSet<>();
        try (InputStream file = Files.newInputStream(Built.CHECKOUT.resolve(jar));
                JarInputStream entries = new JarInputStream(file)) {
            for (JarEntry entry = entries.getNextJarEntry(); entry != null; entry = entries.getNextJarEntry()) {
                if (entry.getName().matches("META-INF/maven/.*/pom.properties")) {
                    Properties pom = new Properties();
                    pom.load(entries);
                    libraries.add(pom.getProperty("groupId") + ":" + pom.getProperty("artifactId") + ":"
                            + pom.getProperty("version"));
                }
            }
        }
        libraries.removeIf(library -> WITHIN_OTHERS.matcher(library).matches());
        return libraries;
    }
}
