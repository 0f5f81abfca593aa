package io.mailsender.smtp;

import io.mailsender.common.Word;
import io.mailsender.config.ConfigOrigin;
import io.mailsender.config.InvalidConfigurationException;
import io.mailsender.config.TlsSettings;
import io.mailsender.memory.Budget;
import io.mailsender.transport.Tls;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.http.netty.channel.EventLoopGroupFactory;
import io.micronaut.http.netty.channel.EventLoopGroupRegistry;
import io.micronaut.runtime.graceful.GracefulShutdownCapable;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the ports of {@code smtp.listeners} once the API is up. On shutdown it waits for the messages that are being received. */
@Singleton
public final class SmtpServer implements ApplicationEventListener<ServerStartupEvent>, GracefulShutdownCapable {

    private static final Logger LOG = LoggerFactory.getLogger(SmtpServer.class);

    private final SmtpSettings settings;
    private final TlsSettings tlsSettings;
    private final Budget memory;
    private final BeanProvider<SmtpIntake> intakes;
    private final BeanProvider<KeyAccess> access;
    private final SmtpMeters meters;
    private final @Nullable Tls tls;
    private final EventLoopGroupRegistry groups;
    private final EventLoopGroupFactory factory;
    private final List<SmtpPort> ports = new CopyOnWriteArrayList<>();

    /**
     * Bean providers, because a context that never starts its server is also shut down gracefully, which must not open the store.
     *
     * @param tls {@code null} if there is no certificate
     */
    SmtpServer(
            SmtpSettings settings,
            TlsSettings tlsSettings,
            Budget memory,
            BeanProvider<SmtpIntake> intakes,
            BeanProvider<KeyAccess> access,
            SmtpMeters meters,
            @Nullable Tls tls,
            EventLoopGroupRegistry groups,
            EventLoopGroupFactory factory) {
        this.settings = settings;
        this.tlsSettings = tlsSettings;
        this.memory = memory;
        this.intakes = intakes;
        this.access = access;
        this.meters = meters;
        this.tls = tls;
        this.groups = groups;
        this.factory = factory;
    }

    /**
     * Refuses listeners that would let strangers send, or read keys.
     *
     * @param origin of the settings, for the message
     * @throws InvalidConfigurationException at the first such listener
     */
    public void check(ConfigOrigin origin) {
        List<ListenerSetting> listeners = settings.ports();
        for (int i = 0; i < listeners.size(); i++) {
            check(origin.at("smtp.listeners[" + i + "]"), listeners.get(i));
        }
    }

    /** Where it listens, in the order of the setting. */
    public List<InetSocketAddress> addresses() {
        return ports.stream().map(SmtpPort::address).toList();
    }

    @Override
    public void onApplicationEvent(ServerStartupEvent startup) {
        check(new ConfigOrigin(false, null));
        List<ListenerSetting> listeners = settings.ports();
        if (listeners.isEmpty()) {
            return;
        }
        if (!intakes.isPresent()) {
            LOG.warn("SMTP: the listeners are not started: mail over SMTP needs a store, and store.kind is none");
            return;
        }
        start(intakes.get(), access.get());
    }

    /** @throws SmtpBindException if a port cannot be opened */
    void start(SmtpIntake intake, SmtpAccess logins) {
        SmtpLimits limits = new SmtpLimits(name(), settings.maxMessageSize(), settings.maxRecipients(), memory, (int)
                Math.min(Budget.FREE_BYTES, memory.total() / 1024));
        for (ListenerSetting listener : settings.ports()) {
            SmtpPort port = new SmtpPort(listener, settings, limits, intake, logins, meters, tls);
            ports.add(port);
            try {
                port.bind(groups, factory);
            } catch (SmtpBindException e) {
                close();
                throw e;
            }
            LOG.info(
                    "SMTP: listening on {}, tls: {}", listener.at(port.address().getPort()), Word.of(listener.tls()));
        }
    }

    @Override
    public CompletionStage<?> shutdownGracefully() {
        return CompletableFuture.allOf(ports.stream()
                .map(SmtpPort::stop)
                .map(CompletionStage::toCompletableFuture)
                .toArray(CompletableFuture<?>[]::new));
    }

    /** Closes all ports and connections. */
    @PreDestroy
    void close() {
        ports.forEach(SmtpPort::close);
    }

    private void check(String place, ListenerSetting listener) {
        boolean local = isLoopback(place + ".host", listener.host());
        if (listener.tls() == ListenerSetting.Mode.NONE && !local) {
            throw new InvalidConfigurationException(
                    place + ".tls",
                    "none would send keys and mails in clear text, and " + listener.host()
                            + " can be reached from other machines; write starttls or implicit, or the host 127.0.0.1");
        }
        if (listener.tls() != ListenerSetting.Mode.NONE && !tlsSettings.enabled()) {
            throw new InvalidConfigurationException(
                    place + ".tls",
                    "needs a certificate; set server.tls.certificate and server.tls.key, or write none and a loopback host");
        }
        if (!local && !access.get().needsLogin()) {
            throw new InvalidConfigurationException(
                    place + ".host",
                    listener.host() + " can be reached from other machines; configure api-keys, or write 127.0.0.1");
        }
    }

    private static boolean isLoopback(String place, String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new InvalidConfigurationException(
                    place,
                    host
                            + " cannot be resolved; write an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all");
        }
    }

    private String name() {
        if (settings.hostName() != null) {
            return settings.hostName();
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
