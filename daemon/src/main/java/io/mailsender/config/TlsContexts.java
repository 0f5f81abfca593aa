package io.mailsender.config;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLException;

/**
 * The TLS contexts from the checked files of {@link TlsSettings}.
 *
 * @param api for the API's port
 * @param management for the management port, which never asks for a client certificate: probes have none
 */
public record TlsContexts(SslContext api, SslContext management) {

    private static final String CERTIFICATE = "server.tls.certificate";
    private static final String KEY = "server.tls.key";
    private static final String CLIENT_CA = "server.tls.client-ca";

    /** Only suites with forward secrecy and authenticated encryption (RFC 9325, 4.2). */
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_256_GCM_SHA384",
            "TLS_AES_128_GCM_SHA256",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /** @throws InvalidConfigurationException if a file is wrong, or key and certificate do not match */
    public static TlsContexts load(TlsSettings settings) {
        Path certificateFile = Objects.requireNonNull(settings.certificate());
        X509Certificate[] chain = PemReader.certificates(CERTIFICATE, certificateFile);
        Path keyFile = Objects.requireNonNull(settings.key());
        PrivateKey key = PemReader.key(KEY, keyFile, settings.keyPassword());
        if (!match(key, chain[0])) {
            throw PemReader.wrong(KEY, keyFile, "does not match the certificate in " + certificateFile);
        }
        try {
            SslContextBuilder api = builder(key, chain);
            Path clientCa = settings.clientCa();
            if (clientCa != null) {
                api.trustManager(PemReader.certificates(CLIENT_CA, clientCa))
                        .clientAuth(
                                settings.clientCertificate() == TlsSettings.ClientCertificate.REQUIRED
                                        ? ClientAuth.REQUIRE
                                        : ClientAuth.OPTIONAL);
            }
            return new TlsContexts(api.build(), builder(key, chain).build());
        } catch (SSLException e) {
            throw PemReader.wrong(CERTIFICATE, certificateFile, "cannot be used: " + e.getMessage());
        }
    }

    private static SslContextBuilder builder(PrivateKey key, X509Certificate[] chain) {
        return SslContextBuilder.forServer(key, chain)
                .sslProvider(SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2")
                .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE);
    }

    private static boolean match(PrivateKey key, X509Certificate certificate) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "Ed25519";
        };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(new byte[32]);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(new byte[32]);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
