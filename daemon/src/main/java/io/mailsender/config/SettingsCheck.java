package io.mailsender.config;

import io.mailsender.config.Schema.Block;
import io.mailsender.config.Schema.Setting;
import io.micronaut.core.beans.BeanIntrospection;
import io.micronaut.core.beans.BeanIntrospector;
import io.micronaut.core.convert.ArgumentConversionContext;
import io.micronaut.core.convert.ConversionContext;
import io.micronaut.core.convert.ConversionService;
import io.micronaut.core.type.Argument;
import io.micronaut.validation.validator.Validator;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Creates every settings record once, as the context will, so that a wrong value is found before anything starts and is named as in the
 * file.
 */
final class SettingsCheck {

    private final List<Block> blocks;
    private final Map<String, Object> properties;
    private final ConversionService conversion;
    private final Validator validator = Validator.getInstance();

    SettingsCheck(List<Block> blocks, Map<String, Object> properties, ConversionService conversion) {
        this.blocks = blocks;
        this.properties = properties;
        this.conversion = conversion;
    }

    /**
     * @param name the provider's name; {@code null} for any other block
     * @return the record; empty if it needs more than settings
     * @throws InvalidConfigurationException at the first wrong or missing value
     */
    Optional<Object> make(Block block, @Nullable String name) {
        UnaryOperator<String> property = path -> name == null ? path : path.replace("*", FlatSettings.id(name));
        UnaryOperator<String> key =
                path -> name == null ? path : "providers." + name + path.substring(path.indexOf('*') + 1);
        List<@Nullable Object> values = new ArrayList<>();
        boolean complete = true;
        for (Argument<?> argument : block.arguments()) {
            Optional<Setting> setting = block.settings().stream()
                    .filter(s -> s.argument() == argument)
                    .findFirst();
            if (setting.isPresent()) {
                String path = setting.get().path();
                values.add(value(block, setting.get(), property.apply(path), key.apply(path)));
            } else if (block.isName(argument)) {
                values.add(name);
            } else {
                Optional<Block> inner = inner(block, argument);
                values.add(inner.flatMap(within -> makeInner(within, name, property))
                        .orElse(null));
                complete &= inner.isPresent();
            }
        }
        return complete
                ? BeanIntrospector.SHARED
                        .findIntrospection(block.definition().getBeanType())
                        .map(introspection -> make(introspection, values.toArray(), block, key))
                : Optional.empty();
    }

    private Optional<Block> inner(Block block, Argument<?> argument) {
        return blocks.stream()
                .filter(other -> other.path().startsWith(block.path() + ".")
                        && other.definition().getBeanType() == argument.getType())
                .findFirst();
    }

    /** Empty if the file has none of its settings. */
    private Optional<Object> makeInner(Block inner, @Nullable String name, UnaryOperator<String> property) {
        String prefix = property.apply(inner.path()) + ".";
        return properties.keySet().stream().anyMatch(key -> key.startsWith(prefix))
                ? make(inner, name)
                : Optional.empty();
    }

    private @Nullable Object value(Block block, Setting setting, String property, String key) {
        @Nullable Object given = properties.get(property);
        @Nullable Object raw = given == null ? setting.defaultValue().orElse(null) : given;
        if (raw != null) {
            return convert(setting, key, raw);
        }
        if (!setting.isOptional() && block.isSettingsRecord()) {
            throw new InvalidConfigurationException(key, "missing");
        }
        if (setting.argument().isOptional()) {
            return Optional.empty();
        }
        return setting.isMap() ? Map.of() : null;
    }

    private Object convert(Setting setting, String key, Object raw) {
        if (raw instanceof List && !setting.argument().isContainerType()) {
            throw new InvalidConfigurationException(key, "must be a single value");
        }
        setting.problem(raw.toString()).ifPresent(problem -> {
            throw new InvalidConfigurationException(key, problem);
        });
        ArgumentConversionContext<?> context = ConversionContext.of(setting.argument());
        return conversion
                .convert(raw, context)
                .map(Object.class::cast)
                .orElseThrow(() -> new InvalidConfigurationException(key, raw + " is " + wrongKind(setting)));
    }

    private static String wrongKind(Setting setting) {
        Class<?> type = setting.argument().getType();
        if (!setting.words().isEmpty()) {
            return "unknown; write one of " + String.join(", ", setting.words());
        }
        if (type == Duration.class) {
            return "not a duration, such as 30s or 5m";
        }
        if (setting.isBytes()) {
            return "not a size, such as 512KB or 25MB";
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return "not a whole number";
        }
        return type == boolean.class || type == Boolean.class
                ? "neither true nor false"
                : "not a " + type.getSimpleName();
    }

    private <T> T make(
            BeanIntrospection<T> introspection, @Nullable Object[] values, Block block, UnaryOperator<String> key) {
        validator.forExecutables().validateConstructorParameters(introspection, values).stream()
                .min(Comparator.comparing(violation -> parameter(violation)))
                .ifPresent(violation -> {
                    throw new InvalidConfigurationException(
                            key.apply(path(block, parameter(violation))), violation.getMessage());
                });
        try {
            return introspection.instantiate(values);
        } catch (RuntimeException e) {
            throw new InvalidConfigurationException(key.apply(block.path()), SettingProblem.of(e));
        }
    }

    private static String parameter(ConstraintViolation<?> violation) {
        String name = "";
        for (Path.Node node : violation.getPropertyPath()) {
            name = node.getName() == null ? name : node.getName();
        }
        return name;
    }

    private static String path(Block block, String parameter) {
        return block.settings().stream()
                .filter(setting -> setting.argument().getName().equals(parameter))
                .map(Setting::path)
                .findFirst()
                .orElse(block.path());
    }
}
