package io.mailsender;

import io.mailsender.access.KeyRing;
import io.mailsender.common.StoreUnavailableException;
import io.mailsender.config.ConfigOrigin;
import io.mailsender.config.Configuration;
import io.mailsender.config.InvalidConfigurationException;
import io.mailsender.config.LoggingConfigurator;
import io.mailsender.config.ManagementSettings;
import io.mailsender.config.ServerSettings;
import io.mailsender.config.TlsSettings;
import io.mailsender.http.Drain;
import io.mailsender.provider.ProviderOrder;
import io.mailsender.queue.MessageStore;
import io.mailsender.smtp.SmtpBindException;
import io.mailsender.smtp.SmtpServer;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.yaml.YamlPropertySourceLoader;
import io.micronaut.context.exceptions.BeanContextException;
import io.micronaut.http.server.exceptions.ServerStartupException;
import io.micronaut.runtime.server.EmbeddedServer;
import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.info.License;
import io.swagger.v3.oas.annotations.security.SecurityScheme;
import io.swagger.v3.oas.annotations.servers.Server;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/** Starts the daemon. */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Mail Sender",
                        version = "1",
                        description = "Sends a mail once, through whichever provider works.",
                        license = @License(name = "Apache-2.0", url = "https://www.apache.org/licenses/LICENSE-2.0")),
        servers = @Server(url = "/", description = "This daemon"),
        tags = {
            @Tag(name = "send", description = "Submit messages."),
            @Tag(name = "messages", description = "The status of messages."),
            @Tag(name = "validation", description = "Addresses that a provider must validate before it sends to them."),
            @Tag(name = "keys", description = "API keys."),
            @Tag(name = "providers", description = "The providers and their health.")
        })
@SecurityScheme(
        name = "api-key",
        type = SecuritySchemeType.HTTP,
        scheme = "bearer",
        description = "An API key. Required once the daemon has one.")
public final class Application {

    /** The exit status for a wrong configuration ({@code EX_CONFIG} in sysexits.h): a restart does not help. */
    private static final int WRONG_CONFIGURATION = 78;

    /** The exit status for a store that cannot be opened ({@code EX_UNAVAILABLE}): a later restart may help. */
    private static final int UNAVAILABLE = 69;

    /** The exit status for unexpected arguments ({@code EX_USAGE}). */
    private static final int USAGE = 64;

    private static final int FAILED = 1;

    private static final Logger LOG = LoggerFactory.getLogger(Application.class);

    private Application() {}

    public static void main(String[] args) {
        if (args.length > 0) {
            exit(
                    USAGE,
                    args[0] + ": the daemon takes no arguments; name its configuration file in CONFIG_FILE (settings:"
                            + " config.yml.default), or run `mail-sender --help` for the command line");
        }
        // By default it ends the JVM. It comes from a closed terminal, or from log rotation that expects daemons to
        // reload.
        Signal.handle(
                new Signal("HUP"),
                signal ->
                        LOG.info("SIGHUP is ignored: settings are read only at the start; restart the daemon to change"
                                + " them"));
        try {
            Configuration configuration =
                    Configuration.load(System.getenv(), Path.of(System.getProperty("user.home")), Path.of("/etc"));
            LoggingConfigurator.configure(configuration.logging());
            configuration.warnings().forEach(warning -> LOG.warn("configuration: {}", warning));
            start(configuration);
        } catch (InvalidConfigurationException e) {
            exit(WRONG_CONFIGURATION, e.getMessage());
        } catch (StoreUnavailableException e) {
            exit(UNAVAILABLE, "store: " + e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("start failed", e);
            exit(FAILED, e.toString().lines().findFirst().orElse("start failed"));
        }
    }

    private static void start(Configuration configuration) {
        ApplicationContext context = context(configuration);
        Drain drain = context.getBean(Drain.class);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(drain, context), "shutdown"));
        // By default the JVM exits with 143, which systemd and Kubernetes treat as a failure.
        Signal.handle(new Signal("TERM"), signal -> System.exit(0));
        boolean open = requireKeys(context, configuration.origin());
        context.getBean(SmtpServer.class).check(configuration.origin());
        EmbeddedServer server = listen(context);
        if (configuration.origin().trial()) {
            LOG.warn("TRIAL MODE: no configuration file, so mails are kept in memory and NONE IS SENT. See them in the"
                    + " console; config.yml.default shows how to configure a provider");
        }
        if (open) {
            LOG.info(
                    "no API keys: the daemon listens on loopback only, and every program on this machine may send mail;"
                            + " `mail-sender keys create NAME` creates a key");
        }
        consoleUrl(context, server).ifPresent(url -> LOG.info("the console is at {}", url));
        LOG.info(
                "listening on {}, providers: {}",
                ListenAddress.url(context.getBean(TlsSettings.class).enabled(), server.getHost(), server.getPort()),
                String.join(", ", configuration.providers()));
    }

    private static Optional<String> consoleUrl(ApplicationContext context, EmbeddedServer server) {
        ServerSettings settings = context.getBean(ServerSettings.class);
        return settings.console()
                ? Optional.of(ListenAddress.url(
                                context.getBean(TlsSettings.class).enabled(),
                                server.getHost(),
                                settings.ownConsolePort().orElse(server.getPort()))
                        + "/console/")
                : Optional.empty();
    }

    /**
     * Requires an API key if other machines can reach the daemon: without keys, everyone who reaches the API can send mail.
     *
     * @return whether there is no key
     */
    private static boolean requireKeys(ApplicationContext context, ConfigOrigin origin) {
        boolean none = context.getBean(KeyRing.class).isEmpty();
        ServerSettings server = context.getBean(ServerSettings.class);
        requireKeys(origin.at("server.host"), server.host(), none);
        ManagementSettings management = context.getBean(ManagementSettings.class);
        requireKeys(origin.at("server.management-host"), management.managementHost(), none);
        return none;
    }

    private static void requireKeys(String setting, String host, boolean none) {
        if (!ListenAddress.resolve(setting, host).isLoopbackAddress() && none) {
            throw new InvalidConfigurationException(
                    setting, host + " can be reached from other machines; configure api-keys, or write 127.0.0.1");
        }
    }

    private static EmbeddedServer listen(ApplicationContext context) {
        ServerSettings server = context.getBean(ServerSettings.class);
        ManagementSettings management = context.getBean(ManagementSettings.class);
        try {
            return context.getBean(EmbeddedServer.class).start();
        } catch (ServerStartupException e) {
            exit(FAILED, ListenAddress.failure(e, server, management));
            throw e;
        } catch (SmtpBindException e) {
            exit(FAILED, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private static void stop(Drain drain, ApplicationContext context) {
        drain.run();
        context.close();
    }

    private static ApplicationContext context(Configuration configuration) {
        // Only our configuration file can change a setting, no environment variable and no other file.
        ApplicationContext context = ApplicationContext.builder(Application.class)
                .banner(false)
                .deduceEnvironment(false)
                .deduceCloudEnvironment(false)
                .bootstrapEnvironment(false)
                .enableDefaultPropertySources(false)
                .propertySources(internals(), PropertySource.of("config.yml", configuration.properties(), 100))
                .start();
        ProviderOrder.createAll(context, configuration);
        openStore(context);
        return context;
    }

    /** Opens the store before the API accepts messages. */
    private static void openStore(ApplicationContext context) {
        try {
            context.findBean(MessageStore.class);
            context.getBean(KeyRing.class);
        } catch (BeanContextException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof StoreUnavailableException unavailable) {
                    throw unavailable;
                }
            }
            throw e;
        }
    }

    private static PropertySource internals() {
        try (InputStream yaml = Application.class.getResourceAsStream("/application.yml")) {
            Map<String, Object> internals =
                    new YamlPropertySourceLoader().read("application.yml", Objects.requireNonNull(yaml));
            return PropertySource.of("application.yml", internals, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void exit(int status, String line) {
        System.err.println("mail-sender: " + line);
        System.exit(status);
    }
}
