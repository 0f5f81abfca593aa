package io.mailsender.transport;

import io.mailsender.config.InvalidConfigurationException;
import io.mailsender.config.TlsFiles;
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
 * The certificate that new connections are shown. When its files change it is read again; what is not right is logged once and not
 * used. Their contents are compared, since a file that is a symbolic link, as in Kubernetes, may change without its date.
 */
@Singleton
@Requires(property = "server.tls.certificate")
final class Tls {

    private static final Logger LOG = LoggerFactory.getLogger(Tls.class);

    private final TlsSettings settings;
    private volatile TlsFiles files;
    private int seen;

    Tls(TlsSettings settings) {
        this.settings = settings;
        seen = contents();
        files = TlsFiles.load(settings);
    }

    SslContext api() {
        return files.api();
    }

    SslContext management() {
        return files.management();
    }

    @Scheduled(fixedDelay = "2s")
    void readAgain() {
        int now = contents();
        if (now == seen) {
            return;
        }
        seen = now;
        try {
            files = TlsFiles.load(settings);
            LOG.info("the certificate was read again: {}", settings.certificate());
        } catch (InvalidConfigurationException e) {
            LOG.error("the certificate stays the old one: {}", e.getMessage());
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
