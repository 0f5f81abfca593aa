package io.mailsender.helm;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;

/** A certificate and its key, in the files of a secret of type kubernetes.io/tls. */
final class Certificate {

    private static final char[] PASSWORD = "password".toCharArray();

    private Certificate() {}

    static void make(Path directory) throws Exception {
        Path store = directory.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "tls",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=mail-mail-sender.apps.svc",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes());
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException(output);
        }
        KeyStore made = KeyStore.getInstance(store.toFile(), PASSWORD);
        write(
                directory.resolve("tls.crt"),
                "CERTIFICATE",
                made.getCertificate("tls").getEncoded());
        write(
                directory.resolve("tls.key"),
                "PRIVATE KEY",
                made.getKey("tls", PASSWORD).getEncoded());
    }

    private static void write(Path file, String kind, byte[] der) throws Exception {
        String base64 = Base64.getMimeEncoder().encodeToString(der);
        Files.writeString(file, "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n");
    }
}
