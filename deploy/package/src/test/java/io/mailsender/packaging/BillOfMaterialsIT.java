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

/** The bill of materials that goes with what is handed out. */
class BillOfMaterialsIT {

    /** What Netty holds within its own jars. */
    private static final Pattern WITHIN_OTHERS = Pattern.compile("org\\.jctools:jctools-core(-jdk11)?:.*");

    private static final List<JsonNode> COMPONENTS = new ArrayList<>();

    @BeforeAll
    static void read() throws IOException {
        assumeThat(System.getProperty("maven.session"))
                .as("Maven makes no SBOM when it is offline")
                .isEqualTo("offline:false");
        JsonNode bill = new ObjectMapper()
                .readTree(Built.DIST
                        .resolve("mail-sender-" + Built.VERSION + ".cdx.json")
                        .toFile());
        bill.get("components").forEach(COMPONENTS::add);
        COMPONENTS.add(bill.get("metadata").get("component"));
    }

    @Test
    void hasEveryLibraryInTheJars() throws IOException {
        Set<String> libraries = libraries("daemon/target/mail-sender-daemon.jar");

        assertThat(libraries).hasSizeGreaterThan(50);
        assertThat(theirs()).containsAll(libraries);
    }

    /** The list of licences is made by another program. */
    @Test
    void hasNothingButWhatIsHandedOut() throws IOException {
        Set<String> handedOut = new TreeSet<>(ThirdParty.libraries("mail-sender-daemon"));
        handedOut.addAll(ThirdParty.libraries("mail-sender"));

        assertThat(theirs()).isEqualTo(handedOut);
    }

    @Test
    void saysLicenceAndHashOfEach() {
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
    void namesNobodyElseAsOurHome() {
        assertThat(COMPONENTS)
                .filteredOn(component -> name(component).startsWith("io.mailsender:"))
                .hasSize(4)
                .allSatisfy(component ->
                        assertThat(component.toString()).doesNotContain("micronaut.io", "micronaut-projects"));
    }

    private static Set<String> theirs() {
        Set<String> names = new TreeSet<>();
        COMPONENTS.forEach(component -> names.add(name(component)));
        names.removeIf(name -> name.startsWith("io.mailsender:"));
        return names;
    }

    private static String name(JsonNode component) {
        return component.get("group").asText() + ":" + component.get("name").asText() + ":"
                + component.get("version").asText();
    }

    /** Those of others, as the poms in a jar name them. */
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
        libraries.removeIf(library -> library.startsWith("io.mailsender:")
                || WITHIN_OTHERS.matcher(library).matches());
        return libraries;
    }
}
