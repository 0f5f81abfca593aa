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
import org.jspecify.annotations.Nullable;

/**
 * A checked configuration.
 *
 * @param origin where it comes from
 * @param properties what the context is started with
 * @param logging what is logged, which must be known before the context starts
 * @param providers the providers' names, in their order
 * @param warnings what is not as it should be, and does not stop the start; each in one line
 */
public record Configuration(
        ConfigOrigin origin,
        Map<String, Object> properties,
        LoggingSettings logging,
        List<String> providers,
        List<String> warnings) {

    /**
     * Looks for the file, reads it and checks it; without one the daemon is on trial.
     *
     * @param etc the directory of the machine's configuration
     * @throws InvalidConfigurationException at the first thing that is wrong
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

    /** Names the settings of a bean that could not be created, and why. */
    public InvalidConfigurationException invalid(String key, BeanContextException e) {
        return new InvalidConfigurationException(origin.at(key), SettingProblem.of(e));
    }

    /** Without the properties: there are secrets among them. */
    @Override
    public String toString() {
        return "Configuration[origin=" + origin + ", providers=" + providers + "]";
    }

    static Configuration check(ConfigOrigin origin, @Nullable Object tree, Map<String, String> environment) {
        Schema schema = Schema.load();
        Secrets secrets = new Secrets();
        FlatSettings settings = new FlatSettings(schema, new Placeholders(environment, secrets), tree);
        Order order =
                Order.of(settings.properties().get("order"), settings.kinds().keySet());
        Map<Class<?>, Object> made = made(schema, settings);
        senders(settings);
        limits(settings);
        TlsSettings tls = of(TlsSettings.class, made);
        if (tls.key() != null && tls.keyPassword() == null) {
            secrets.file("server.tls.key", tls.key());
        }
        List<String> exposed = secrets.exposed(origin.file() == null ? null : Path.of(origin.file()));
        if (of(SecretSettings.class, made).strict() && !exposed.isEmpty()) {
            throw new InvalidConfigurationException(exposed.get(0));
        }
        management(of(ManagementSettings.class, made), of(ServerSettings.class, made));
        if (tls.enabled()) {
            TlsFiles.load(tls);
        }

        Map<String, Object> properties = new LinkedHashMap<>();
        settings.properties().forEach((key, value) -> properties.put(key, Verbatim.of(value)));
        properties.putAll(Verbatim.PROPERTY);
        properties.put("order", order.names());
        properties.put(ConfigOrigin.TRIAL, origin.trial());
        if (origin.file() != null) {
            properties.put(ConfigOrigin.FILE, origin.file());
        }
        return new Configuration(origin, properties, of(LoggingSettings.class, made), order.names(), exposed);
    }

    /** On trial nothing outlives the daemon: a mail of today must not go out when there is a provider tomorrow. */
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
            throw new InvalidConfigurationException("store.file", "no temporary directory: " + e.getMessage());
        }
    }

    private static Map<Class<?>, Object> made(Schema schema, FlatSettings settings) {
        SettingsCheck check = new SettingsCheck(settings.properties(), ConversionService.SHARED);
        Map<Class<?>, Object> made = new LinkedHashMap<>();
        for (Block block : schema.blocks()) {
            Optional<String> kind = block.kind();
            if (kind.isEmpty()) {
                check.make(block, null).ifPresent(bean -> made.put(bean.getClass(), bean));
            } else {
                settings.kinds().forEach((name, k) -> {
                    if (k.equals(kind.get())) {
                        check.make(block, name);
                    }
                });
            }
        }
        return made;
    }

    private static <T> T of(Class<T> type, Map<Class<?>, Object> made) {
        return type.cast(Objects.requireNonNull(made.get(type), type.getName()));
    }

    private static void senders(FlatSettings settings) {
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

    private static void limits(FlatSettings settings) {
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

    private static void management(ManagementSettings management, ServerSettings server) {
        if (management.managementPort() != null && management.managementPort() == server.port()) {
            throw new InvalidConfigurationException("server.management-port", "must differ from server.port");
        }
    }
}
