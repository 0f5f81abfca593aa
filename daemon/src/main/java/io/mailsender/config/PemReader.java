package io.mailsender.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** Reads certificates and private keys (PEM). An error is one line that names the setting and the file. */
public final class PemReader {

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN (ENCRYPTED |[A-Z]+ )?PRIVATE KEY-----([^-]+)-----END ");

    private PemReader() {}

    /** @throws InvalidConfigurationException if the file has none or cannot be read */
    public static X509Certificate[] certificates(String setting, Path file) {
        try {
            X509Certificate[] certificates =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(read(setting, file)))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toArray(X509Certificate[]::new);
            if (certificates.length == 0) {
                throw wrong(setting, file, "contains no certificate (PEM)");
            }
            return certificates;
        } catch (CertificateException e) {
            throw wrong(setting, file, "contains no certificate (PEM)");
        }
    }

    /** @throws InvalidConfigurationException if the file has none or cannot be read */
    public static PrivateKey key(String setting, Path file, @Nullable String password) {
        return key(setting, file, new String(read(setting, file), StandardCharsets.US_ASCII), password);
    }

    /**
     * Reads a key that is only a part of a file.
     *
     * @throws InvalidConfigurationException if the text has none
     */
    public static PrivateKey keyIn(String setting, Path file, String text) {
        return key(setting, file, text, null);
    }

    private static PrivateKey key(String setting, Path file, String text, @Nullable String password) {
        Matcher pem = KEY.matcher(text);
        if (!pem.find()) {
            throw wrong(setting, file, "contains no private key (PEM)");
        }
        String kind = pem.group(1);
        if (kind != null && !kind.equals("ENCRYPTED ")) {
            throw wrong(setting, file, "is not PKCS#8; convert it with openssl pkcs8 -topk8 -nodes -in FILE");
        }
        if (kind != null && password == null) {
            throw wrong(
                    setting,
                    file,
                    setting.startsWith("server.tls")
                            ? "is encrypted; set server.tls.key-password"
                            : "is encrypted; decrypt it with openssl pkcs8 -topk8 -nodes -in FILE");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(pem.group(2));
            return key(kind == null || password == null ? new PKCS8EncodedKeySpec(der) : decrypted(der, password));
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw wrong(
                    setting,
                    file,
                    kind == null
                            ? "contains no usable private key (RSA, EC or Ed25519)"
                            : "cannot be decrypted with server.tls.key-password");
        }
    }

    static byte[] read(String setting, Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw wrong(setting, file, "no such file");
        } catch (IOException e) {
            throw wrong(setting, file, "cannot be read");
        }
    }

    static InvalidConfigurationException wrong(String setting, Path file, String problem) {
        return new InvalidConfigurationException(setting, file + ": " + problem);
    }

    private static PKCS8EncodedKeySpec decrypted(byte[] der, String password)
            throws GeneralSecurityException, IOException {
        EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
        // Before Java 19 the name is only PBES2; the parameters have the algorithm.
        String algorithm =
                info.getAlgName().equals("PBES2") ? info.getAlgParameters().toString() : info.getAlgName();
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(
                Cipher.DECRYPT_MODE,
                SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password.toCharArray())),
                info.getAlgParameters());
        return info.getKeySpec(cipher);
    }

    private static PrivateKey key(PKCS8EncodedKeySpec spec) throws GeneralSecurityException {
        for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                // Try the next algorithm.
            }
        }
        throw new InvalidKeySpecException("neither RSA nor EC nor Ed25519");
    }
}
