package io.mailsender.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The bill of materials (SBOM) of the packages. */
class BillOfMaterialsIT {

    /** Netty bundles these in its own jars. */
    private static final Pattern BUNDLED = Pattern.compile("org\\.jctools:jctools-core(-jdk11)?:.*");

    private static final List<JsonNode> COMPONENTS = new ArrayList<>();

    @BeforeAll
    static void read() throws IOException {
        assumeThat(System.getProperty("maven.session"))
                .as("there is no SBOM if Maven is offline")
                .isEqualTo("offline:false");
        JsonNode bill = new ObjectMapper()
                .readTree(BuildOutput.DIST
                        .resolve("mail-sender-" + BuildOutput.VERSION + ".cdx.json")
                        .toFile());
        bill.get("components").forEach(COMPONENTS::add);
        COMPONENTS.add(bill.get("metadata").get("component"));
    }

    @Test
    void listsEveryLibraryInTheJars() throws IOException {
        Set<String> libraries = libraries("daemon/target/mail-sender-daemon.jar");

        assertThat(libraries).hasSizeGreaterThan(50);
        assertThat(thirdParty()).containsAll(libraries);
    }

    /** Compares it with the notices, which another plugin makes. */
    @Test
    void listsOnlyWhatIsDistributed() throws IOException {
        Set<String> distributed = new TreeSet<>(NoticeFile.libraries("mail-sender-daemon"));
        distributed.addAll(NoticeFile.libraries("mail-sender"));

        assertThat(thirdParty()).isEqualTo(distributed);
    }

    @Test
    void givesLicenceAndHashOfEach() {
        assertThat(COMPONENTS)
                .allSatisfy(component -> assertThat(component.get("licenses"))
                        .as(component.get("purl").asText())
                        .isNotEmpty());
        assertThat(COMPONENTS)
                .filteredOn(component -> !name(component).startsWith("io.mailsender:mail-sender-package:"))
                .allSatisfy(component -> assertThat(component.get("hashes").findValuesAsText("alg"))
                        .as(component.get("purl").asText())
                        .contains("SHA-256"));
    }

    @Test
    void ourComponentsDoNotPointToMicronaut() {
        assertThat(COMPONENTS)
                .filteredOn(component -> name(component).startsWith("io.mailsender:"))
                .hasSize(4)
                .allSatisfy(component ->
                        assertThat(component.toString()).doesNotContain("micronaut.io", "micronaut-projects"));
    }

    private static Set<String> thirdParty() {
        Set<String> names = new TreeSet<>();
        COMPONENTS.forEach(component -> names.add(name(component)));
        names.removeIf(name -> name.startsWith("io.mailsender:"));
        return names;
    }

    private static String name(JsonNode component) {
        return component.get("group").asText() + ":" + component.get("name").asText() + ":"
                + component.get("version").asText();
    }

    /** The third-party libraries in a jar, by the poms in it. */
    private static Set<String> libraries(String jar) throws IOException {
        Set<String> libraries = new TreeSet<>();
        try (InputStream file = Files.newInputStream(BuildOutput.CHECKOUT.resolve(jar));
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
        libraries.removeIf(library ->
                library.startsWith("io.mailsender:") || BUNDLED.matcher(library).matches());
        return libraries;
    }
}
