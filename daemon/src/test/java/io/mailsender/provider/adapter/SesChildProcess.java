package io.mailsender.provider.adapter;

import io.mailsender.message.Message;
import io.mailsender.provider.Outcome;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Sends one message from a child process, since AWS's credentials chain reads the environment. */
final class SesChildProcess {

    private SesChildProcess() {}

    /**
     * @param environment the child's whole environment
     * @return the child's output
     */
    static String send(URI endpoint, Map<String, String> environment) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        command.addAll(List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classPath,
                SesChildProcess.class.getName(),
                endpoint.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Path output = Files.createTempFile("ses-child", ".log");
        Process process = builder.redirectOutput(output.toFile()).start();
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                throw new AssertionError("still running: " + Files.readString(output));
            }
            return Files.readString(output, StandardCharsets.UTF_8);
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }

    public static void main(String[] args) {
        try (ApplicationContext context = ApplicationContext.run(Map.of(
                "providers.amazon-ses.primary.name",
                "primary",
                "providers.amazon-ses.primary.from",
                "sender@example.org",
                "providers.amazon-ses.primary.endpoint",
                args[0]))) {
            Message message = SesFixture.message();
            Outcome outcome = context.getBean(AmazonSes.class)
                    .send(message, message.envelope(), SesFixture.TIMEOUT)
                    .toCompletableFuture()
                    .join();
            System.out.println(outcome);
        }
    }
}
