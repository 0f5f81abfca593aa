package io.mailsender.provider;

import io.mailsender.config.InvalidConfigurationException;
import io.micronaut.http.ssl.CertificateProvider;
import java.security.KeyStore;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Sinks;

/** Passes the contents of {@link CertificateFiles} to Micronaut's client, and again after each change. Open connections stay. */
final class OutgoingCertificates implements CertificateProvider {

    private static final Logger LOG = LoggerFactory.getLogger(OutgoingCertificates.class);

    private final String name;
    private final CertificateFiles files;
    private final Sinks.Many<KeyStore> identity = Sinks.many().replay().latest();
    private final Sinks.Many<KeyStore> trust = Sinks.many().replay().latest();
    private int seen;

    /**
     * @param name of the bean
     * @throws InvalidConfigurationException if a file cannot be used
     */
    OutgoingCertificates(String name, CertificateFiles files) {
        this.name = name;
        this.files = files;
        this.seen = files.contents();
        load();
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public Publisher<KeyStore> getKeyStore() {
        return identity.asFlux();
    }

    @Override
    public Publisher<KeyStore> getTrustStore() {
        return trust.asFlux();
    }

    /** Not by two threads at a time. */
    void reload() {
        int now = files.contents();
        if (now == seen) {
            return;
        }
        seen = now;
        try {
            load();
            LOG.info("certificates for providers reloaded: {}", files);
        } catch (InvalidConfigurationException e) {
            LOG.error("certificates for providers not reloaded, the old ones stay in use: {}", e.getMessage());
        }
    }

    /** All files or none, so that a certificate is not used without its key. */
    private void load() {
        KeyStore authorities = files.trust();
        if (files.clientCert() != null) {
            identity.tryEmitNext(files.identity());
        }
        trust.tryEmitNext(authorities);
    }
}
