package io.mailsender.smtp;

import io.mailsender.config.TlsSettings;
import io.mailsender.memory.Budget;
import io.mailsender.submission.OnSuppressed;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.transport.Tls;
import io.micronaut.context.ApplicationContext;
import io.micronaut.http.netty.channel.EventLoopGroupFactory;
import io.micronaut.http.netty.channel.EventLoopGroupRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** SMTP ports with a {@link RecordingIntake}, in a daemon with its event loops, budgets, keys and certificate. */
final class SmtpTestServer implements AutoCloseable {

    static final int MAX_SIZE = 1_000_000;

    private final TestDaemon daemon;
    private final SmtpServer server;
    private final RecordingIntake intake;

    /**
     * @param properties of the daemon
     * @param access {@code null} for the daemon's API keys
     */
    SmtpTestServer(
            Map<String, Object> properties, SmtpSettings settings, Executor executor, @Nullable SmtpAccess access) {
        daemon = TestDaemon.with(properties, new ScriptedProvider("p"));
        intake = new RecordingIntake(executor);
        server = server(daemon.context(), settings);
        server.start(intake, access == null ? daemon.context().getBean(KeyAccess.class) : access);
    }

    /** A server on free ports that lets everybody in. */
    static SmtpTestServer open(SmtpSettings settings) {
        return new SmtpTestServer(Map.of(), settings, Runnable::run, OneKey.NONE);
    }

    static SmtpServer server(ApplicationContext context, SmtpSettings settings) {
        return new SmtpServer(
                settings,
                context.getBean(TlsSettings.class),
                context.getBean(Budget.class),
                context.getProvider(SmtpIntake.class),
                context.getProvider(KeyAccess.class),
                context.getBean(SmtpMeters.class),
                context.findBean(Tls.class).orElse(null),
                context.getBean(EventLoopGroupRegistry.class),
                context.getBean(EventLoopGroupFactory.class));
    }

    /** @param tls of each port */
    static SmtpSettings settings(String... tls) {
        return settings(2000, Duration.ofMinutes(5), Duration.ofMinutes(5), tls);
    }

    static SmtpSettings settings(int connections, Duration command, Duration data, String... tls) {
        List<Map<String, Object>> listeners = List.of(tls).stream()
                .map(mode -> Map.<String, Object>of("host", "127.0.0.1", "port", "0", "tls", mode))
                .toList();
        return new SmtpSettings(
                listeners, "mx.example", MAX_SIZE, 100, OnSuppressed.REFUSE, connections, command, data);
    }

    InetSocketAddress address(int port) {
        return server.addresses().get(port);
    }

    RecordingIntake intake() {
        return intake;
    }

    /** How many connections are open. */
    int open() {
        return daemon.context().getBean(SmtpMeters.class).open();
    }

    SmtpServer server() {
        return server;
    }

    TestDaemon daemon() {
        return daemon;
    }

    @Override
    public void close() {
        server.close();
        daemon.close();
    }
}
