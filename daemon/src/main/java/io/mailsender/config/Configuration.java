package io.mailsender.config;

import io.mailsender.config.Schema.Block;
import io.mailsender.message.EmailAddress;
import io.micronaut.context.exceptions.BeanContextException;
import io.micronaut.core.convert.ConversionService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A checked configuration.
 *
 * @param origin where it comes from
 * @param properties the properties for the application context
 * @param logging the logging settings, which are needed before the context starts
 * @param providers the names of all providers: those in the order, then those that only routes name
 * @param warnings problems that do not stop the start; one line each
 */
public record Configuration(
        ConfigOrigin origin,
        Map<String, Object> properties,
        LoggingSettings logging,
        List<String> providers,
        List<String> warnings) {

    /**
     * Finds, reads and checks the file; without one the daemon starts in trial mode.
     *
     * @param etc the directory of the machine's configuration
     * @throws InvalidConfigurationException at the first problem
     */
    public static Configuration load(Map<String, String> environment, Path home, Path etc) {
        Optional<Path> file = ConfigFile.find(environment, home, etc);
        if (file.isEmpty()) {
            return check(new ConfigOrigin(true, null), trial(), environment);
        }
        String name = file.get().toString();
        @Nullable Object tree = ConfigFile.read(file.get());
        try {
            return check(new ConfigOrigin(false, name), tree, environment);
        } catch (InvalidConfigurationException e) {
            throw new InvalidConfigurationException(name, e.getMessage());
        }
    }

    /** The name of a provider's bean. */
    public static String beanName(String provider) {
        return FlatSettings.id(provider);
    }

    /** Names the settings of a bean that could not be created, and the reason. */
    public InvalidConfigurationException invalid(String key, BeanContextException e) {
        return new InvalidConfigurationException(origin.at(key), SettingProblem.of(e));
    }

    /** Without the properties, which contain secrets. */
    @Override
    public String toString() {
        return "Configuration[origin=" + origin + ", providers=" + providers + "]";
    }

    static Configuration check(ConfigOrigin origin, @Nullable Object tree, Map<String, String> environment) {
        Schema schema = Schema.load();
        SecretTracker secrets = new SecretTracker();
        FlatSettings settings = new FlatSettings(schema, new PlaceholderResolver(environment, secrets), tree);
        RouteCheck routes = new RouteCheck(settings);
        OrderSetting order = OrderSetting.of(
                settings.properties().get("order"), settings.kinds().keySet(), routes.providers());
        Map<Class<?>, Object> records = records(schema, settings);
        requireSenderAddresses(settings);
        requireKnownProviders(settings);
        routes.check();
        TlsSettings tls = of(TlsSettings.class, records);
        if (tls.key() != null && tls.keyPassword() == null) {
            secrets.file("server.tls.key", tls.key());
        }
        List<String> exposed = secrets.exposed(origin.file() == null ? null : Path.of(origin.file()));
        if (of(SecretSettings.class, records).strict() && !exposed.isEmpty()) {
            throw new InvalidConfigurationException(exposed.get(0));
        }
        ServerSettings server = of(ServerSettings.class, records);
        requireDifferentPorts(of(ManagementSettings.class, records), server);
        if (tls.enabled()) {
            TlsContexts.load(tls);
        }

        Map<String, Object> properties = new LinkedHashMap<>();
        settings.properties().forEach((key, value) -> properties.put(key, PlaceholderEscape.of(value)));
        properties.putAll(PlaceholderEscape.PROPERTY);
        // The conditions of beans compare its text, and `off` from a variable means false, too.
        properties.put("server.console", server.console());
        properties.put("order", order.names());
        properties.put(ConfigOrigin.TRIAL, origin.trial());
        if (origin.file() != null) {
            properties.put(ConfigOrigin.FILE, origin.file());
        }
        return new Configuration(origin, properties, of(LoggingSettings.class, records), all(order, settings), exposed);
    }

    private static List<String> all(OrderSetting order, FlatSettings settings) {
        return Stream.concat(order.names().stream(), settings.kinds().keySet().stream())
                .distinct()
                .toList();
    }

    /** The store of a trial is temporary: its mails must not go out once a provider is configured. */
    private static Map<String, Object> trial() {
        try {
            Path directory = Files.createTempDirectory("mail-sender-trial-");
            Path store = directory.resolve("mail-sender.db");
            directory.toFile().deleteOnExit();
            store.toFile().deleteOnExit();
            return Map.of(
                    "providers", Map.of("capture", Map.of("kind", "capture")),
                    "store", Map.of("file", store.toString()));
        } catch (IOException e) {
            throw new InvalidConfigurationException(
                    "store.file", "cannot create a temporary directory: " + e.getMessage());
        }
    }

    private static Map<Class<?>, Object> records(Schema schema, FlatSettings settings) {
        SettingsCheck check = new SettingsCheck(schema.blocks(), settings.properties(), ConversionService.SHARED);
        Map<Class<?>, Object> records = new LinkedHashMap<>();
        for (Block block : schema.blocks()) {
            Optional<String> kind = block.kind();
            if (block.isInner()) {
                continue;
            }
            if (kind.isEmpty()) {
                check.make(block, null).ifPresent(bean -> records.put(bean.getClass(), bean));
            } else {
                settings.kinds().forEach((name, k) -> {
                    if (k.equals(kind.get())) {
                        check.make(block, name);
                    }
                });
            }
        }
        settings.kinds().forEach((name, kind) -> schema.shared(kind).ifPresent(shared -> check.make(shared, name)));
        return records;
    }

    private static <T> T of(Class<T> type, Map<Class<?>, Object> records) {
        return type.cast(Objects.requireNonNull(records.get(type), type.getName()));
    }

    private static void requireSenderAddresses(FlatSettings settings) {
        settings.kinds().forEach((name, kind) -> {
            Object from = settings.properties().get("providers." + kind + "." + FlatSettings.id(name) + ".from");
            if (from != null) {
                try {
                    EmailAddress.parse(from.toString());
                } catch (IllegalArgumentException e) {
                    throw new InvalidConfigurationException(
                            "providers." + name + ".from", String.valueOf(e.getMessage()));
                }
            }
        });
    }

    private static void requireKnownProviders(FlatSettings settings) {
        for (String key : List.of("limits.rate", "limits.concurrency")) {
            if (settings.properties().get(key) instanceof Map<?, ?> limits) {
                limits.keySet().stream()
                        .map(String::valueOf)
                        .filter(name -> !settings.kinds().containsKey(name))
                        .forEach(name -> {
                            throw new InvalidConfigurationException(
                                    key,
                                    "there is no provider " + name
                                            + Suggestion.among(settings.kinds().keySet(), name));
                        });
            }
        }
    }

    private static void requireDifferentPorts(ManagementSettings management, ServerSettings server) {
        requireDifferent("management-port", management.managementPort(), "port", server.port());
        requireDifferent("console-port", server.consolePort(), "port", server.port());
        requireDifferent("console-port", server.consolePort(), "management-port", management.managementPort());
    }

    private static void requireDifferent(String name, @Nullable Integer port, String other, @Nullable Integer taken) {
        if (port != null && port.equals(taken)) {
            throw new InvalidConfigurationException("server." + name, "must differ from server." + other);
        }
    }
}
