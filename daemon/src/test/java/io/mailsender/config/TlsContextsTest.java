package io.mailsender.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailsender.testing.PemCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A wrong file ends the start with one line that names the setting. */
class TlsContextsTest {

    @TempDir
    static Path files;

    private static PemCertificate own;

    @BeforeAll
    static void make() throws Exception {
        own = PemCertificate.make(files, "own");
        own.writeTo(files.resolve("own.pem"), files.resolve("own.key"));
        PemCertificate.make(files, "other").writeTo(files.resolve("other.pem"), files.resolve("other.key"));
        Files.writeString(files.resolve("empty"), "");
        Files.writeString(files.resolve("pkcs1.key"), PemCertificate.pem("EC PRIVATE KEY", new byte[10]));
        Files.writeString(files.resolve("broken.key"), PemCertificate.pem("PRIVATE KEY", new byte[10]));
        Files.writeString(files.resolve("encrypted.key"), PemCertificate.pem("ENCRYPTED PRIVATE KEY", encrypted()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            certificate: none, key: own.key       | server.tls.certificate: F/none: no such file
            certificate: empty, key: own.key      | server.tls.certificate: F/empty: contains no certificate (PEM)
            certificate: own.key, key: own.key    | server.tls.certificate: F/own.key: contains no certificate (PEM)
            certificate: own.pem, key: none       | server.tls.key: F/none: no such file
            certificate: own.pem, key: own.pem    | server.tls.key: F/own.pem: contains no private key (PEM)
            certificate: own.pem, key: broken.key | server.tls.key: F/broken.key: contains no usable private key (RSA, EC or Ed25519)
            certificate: own.pem, key: other.key  | server.tls.key: F/other.key: does not match the certificate in F/own.pem
            certificate: own.pem, key: pkcs1.key  | server.tls.key: F/pkcs1.key: is not PKCS#8; convert it with openssl pkcs8 -topk8 -nodes -in FILE
            certificate: own.pem, key: encrypted.key | server.tls.key: F/encrypted.key: is encrypted; set server.tls.key-password
            certificate: own.pem, key: encrypted.key, key-password: no | server.tls.key: F/encrypted.key: cannot be decrypted with server.tls.key-password
            certificate: own.pem, key: own.key, client-ca: empty | server.tls.client-ca: F/empty: contains no certificate (PEM)
            certificate: own.pem                  | server.tls: certificate and key must be set together
            client-ca: own.pem                    | server.tls: client-ca and key-password need certificate and key
            """)
    void saysWhatIsWrong(String tls, String problem) {
        assertThatThrownBy(() -> check(tls))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessage(problem.replace("F/", files + "/"));
    }

    @Test
    void acceptsAnEncryptedKey() {
        assertThatCode(() -> check("certificate: own.pem, key: encrypted.key, key-password: secret"))
                .doesNotThrowAnyException();
    }

    @Test
    void thePasswordIsNotShown() {
        TlsSettings settings =
                new TlsSettings(Path.of("a"), Path.of("b"), "canary", null, TlsSettings.ClientCertificate.REQUIRED);
        assertThat(settings.toString()).doesNotContain("canary");
    }

    private static void check(String tls) {
        ConfigurationTest.check("providers: {a: {kind: capture}}\nserver: {tls: {"
                + tls.replaceAll("(certificate|key|client-ca): ", "$1: " + files + "/") + "}}");
    }

    private static byte[] encrypted() throws Exception {
        String algorithm = "PBEWithHmacSHA256AndAES_256";
        SecretKey secret =
                SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec("secret".toCharArray()));
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(Cipher.ENCRYPT_MODE, secret, new PBEParameterSpec(new byte[16], 10_000));
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("PBES2");
        parameters.init(cipher.getParameters().getEncoded());
        byte[] key = cipher.doFinal(own.privateKey().getEncoded());
        return new EncryptedPrivateKeyInfo(parameters, key).getEncoded();
    }
}
