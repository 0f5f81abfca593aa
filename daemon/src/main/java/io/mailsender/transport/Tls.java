package io.mailsender.transport;

import io.mailsender.config.InvalidConfigurationException;
import io.mailsender.config.TlsContexts;
import io.mailsender.config.TlsSettings;
import io.micronaut.context.annotation.Requires;
import io.micronaut.scheduling.annotation.Scheduled;
import io.netty.handler.ssl.SslContext;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS settings of new connections. When the files of the certificate change, they are reloaded; invalid files are logged once and
 * not used. The contents are compared, since a symbolic link, as in Kubernetes, may change its target without a new date.
 */
@Singleton
@Requires(property = "server.tls.certificate")
public final class Tls {

    private static final Logger LOG = LoggerFactory.getLogger(Tls.class);

    private final TlsSettings settings;
    private volatile TlsContexts files;
    private int seen;

    Tls(TlsSettings settings) {
        this.settings = settings;
        seen = contents();
        files = TlsContexts.load(settings);
    }

    /** For callers of the API and for SMTP clients, with the newest certificate. */
    public SslContext api() {
        return files.api();
    }

    SslContext management() {
        return files.management();
    }

    @Scheduled(fixedDelay = "2s")
    void reload() {
        int now = contents();
        if (now == seen) {
            return;
        }
        seen = now;
        try {
            files = TlsContexts.load(settings);
            LOG.info("certificate reloaded: {}", settings.certificate());
        } catch (InvalidConfigurationException e) {
            LOG.error("certificate not reloaded, the old one stays in use: {}", e.getMessage());
        }
    }

    private int contents() {
        return Stream.of(settings.certificate(), settings.key(), settings.clientCa())
                .filter(Objects::nonNull)
                .mapToInt(Tls::contents)
                .reduce(0, (all, one) -> 31 * all + one);
    }

    private static int contents(Path file) {
        try {
            return Arrays.hashCode(Files.readAllBytes(file));
        } catch (IOException e) {
            return 0;
        }
    }
}
