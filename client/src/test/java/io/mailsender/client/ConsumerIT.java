package io.mailsender.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Builds and runs a project that uses the client by its coordinates, with the published pom. */
class ConsumerIT {

    private static final Path PROJECT = Path.of("src/it/consumer").toAbsolutePath();
    private static final Path WORK = Path.of("target/consumer").toAbsolutePath();
    private static final Path REPOSITORY = WORK.resolve("repository");

    @Test
    void consumerSendsInAnyLocale() throws Exception {
        installClient();
        buildConsumer();
        String classpath = Files.readString(WORK.resolve("classpath"));
        assertThat(classpath.split(File.pathSeparator))
                .extracting(jar -> Path.of(jar).getFileName().toString().replaceAll("-[0-9].*", ""))
                .containsExactlyInAnyOrder(
                        "mail-sender-client",
                        "jackson-databind",
                        "jackson-core",
                        "jackson-annotations",
                        "jakarta.annotation-api");

        String answer = """
                {"id": "李", "status": "sent", "provider_used": "größe", "possible_duplicate": false, "providers": []}""";
        try (TestServer server = new TestServer(200, "application/json", answer)) {
            String output = run(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Dfile.encoding=US-ASCII",
                    // Only the output, so that this test can read it.
                    "-Dstdout.encoding=UTF-8",
                    "-cp",
                    WORK.resolve("classes") + File.pathSeparator + classpath,
                    "Consumer",
                    server.url()));
            assertThat(output).startsWith("sent via ");
            assertThat(server.requests())
                    .singleElement()
                    .satisfies(
                            request -> assertThat(request.body())
                                    .isEqualTo(
                                            "{\"to\":[\"ann@example.com\"],\"subject\":\"Grüße\",\"text\":\"Danke für alles, 李\"}"));
        }
    }

    private static void installClient() throws IOException {
        String version = System.getProperty("client.version");
        Path folder = Files.createDirectories(REPOSITORY.resolve("io/mailsender/mail-sender-client/" + version));
        String name = "mail-sender-client-" + version;
        copy(System.getProperty("client.jar"), folder.resolve(name + ".jar"));
        copy(System.getProperty("client.pom"), folder.resolve(name + ".pom"));
    }

    private static void copy(String from, Path to) throws IOException {
        Files.copy(Path.of(from), to, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void buildConsumer() throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("maven.home"), "bin", "mvn").toString(),
                "-B",
                "-ntp",
                "-q",
                "-f",
                PROJECT.resolve("pom.xml").toString(),
                // The client comes from the first repository; Maven's plugins may come from that of the surrounding
                // build.
                "-Dmaven.repo.local=" + REPOSITORY,
                "-Dmaven.repo.local.tail=" + System.getProperty("maven.local"),
                "-Dconsumer.target=" + WORK,
                "-Dmdep.outputFile=" + WORK.resolve("classpath")));
        for (String name : List.of(
                "client.version", "compiler-plugin.version", "resources-plugin.version", "dependency-plugin.version")) {
            command.add("-D" + name + "=" + System.getProperty(name));
        }
        if ("offline:true".equals(System.getProperty("maven.session"))) {
            command.add("-o");
        }
        command.addAll(List.of("compile", "org.apache.maven.plugins:maven-dependency-plugin:build-classpath"));
        run(command);
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Path output = WORK.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        process.destroyForcibly();
        String text = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(ended && process.exitValue() == 0).as(text).isTrue();
        return text;
    }
}
