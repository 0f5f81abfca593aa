package io.mailsender.provider.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A vendor's own client for Node.js, and the TypeScript compiler, which checks what we send against the client's types. Runs only with
 * {@code -Dsdk.node=true}, since it needs Node.js and, once, the packages from the network.
 */
final class NodeSdk {

    private static final String COMPILER = "typescript@5.9.3";

    private final Path home;

    private NodeSdk(Path home) {
        this.home = home;
    }

    /** Skips the test without {@code -Dsdk.node=true}. */
    static NodeSdk installed(String vendor, String sdk) throws IOException, InterruptedException {
        assumeTrue(Boolean.getBoolean("sdk.node"), "not compared with " + sdk + ": -Dsdk.node=true does");
        NodeSdk node = new NodeSdk(Path.of("target", "sdk-" + vendor).toAbsolutePath());
        Files.createDirectories(node.home);
        Path installed = node.home.resolve("installed");
        if (!Files.exists(installed)) {
            assertThat(node.exitValue(
                            "npm",
                            "install",
                            "--no-audit",
                            "--no-fund",
                            "--ignore-scripts",
                            "--prefix",
                            ".",
                            sdk,
                            COMPILER))
                    .as("npm installs %s; see target/sdk-%s/npm.log", sdk, vendor)
                    .isZero();
            Files.createFile(installed);
        }
        return node;
    }

    /** Runs a script of src/test/resources/sdk with the URL of a server. */
    void run(String script, URI server) throws IOException, InterruptedException {
        Files.writeString(home.resolve(script), Files.readString(Path.of("src/test/resources/sdk", script)));
        assertThat(exitValue("node", script, server.toString()))
                .as("see %s", home.resolve("node.log"))
                .isZero();
    }

    /**
     * Checks a JSON text against a type of the client.
     *
     * @param type for example {@code SendEmailV3_1.Body}
     * @param module the package that exports its first part
     */
    void assertHasType(String json, String type, String module) throws IOException, InterruptedException {
        String root = type.substring(0, type.indexOf('.'));
        Files.writeString(
                home.resolve("body.ts"),
                "import type { " + root + " } from '" + module + "';\nexport const body: " + type + " = " + json
                        + ";\n");
        List<String> command =
                new ArrayList<>(List.of("node", "node_modules/typescript/bin/tsc", "--noEmit", "--strict"));
        command.addAll(List.of("--skipLibCheck", "--module", "nodenext", "--moduleResolution", "nodenext"));
        command.addAll(List.of("--target", "es2022", "--lib", "es2022,dom", "body.ts"));
        assertThat(exitValue(command.toArray(String[]::new)))
                .as("%s is not a %s:\n%s", json, type, Files.readString(home.resolve("node.log")))
                .isZero();
    }

    private int exitValue(String... command) throws InterruptedException {
        File log = home.resolve(command[0] + ".log").toFile();
        try {
            Process tool = new ProcessBuilder(command)
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log)
                    .start();
            if (!tool.waitFor(120, TimeUnit.SECONDS)) {
                tool.destroyForcibly();
                return -1;
            }
            return tool.exitValue();
        } catch (IOException e) {
            return -1;
        }
    }
}
