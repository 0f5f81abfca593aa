package io.mailsender.config;

import io.micronaut.context.annotation.ConfigurationReader;
import io.micronaut.context.annotation.EachProperty;
import io.micronaut.context.annotation.Property;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.ReadableBytes;
import io.micronaut.core.io.service.SoftServiceLoader;
import io.micronaut.core.type.Argument;
import io.micronaut.inject.BeanDefinition;
import io.micronaut.inject.BeanDefinitionReference;
import java.net.URI;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which settings there are: what the constructors of our beans ask for, as the compiler wrote it down. So a new provider's settings
 * are known as soon as its class is there. A path is dotted, and {@code *} in it stands for a provider's name, as in
 * {@code providers.mailgun.*.api-key}.
 */
final class Schema {

    /** Properties below this are the daemon's own; they cannot be set in the file. */
    static final String INTERNAL = "mail-sender";

    /** What a provider's path ends with where its settings ask for its name. */
    static final String NAME = ".*.name";

    private static final String OWN_PACKAGE = "io.mailsender.";

    private final List<Block> blocks;
    private final Map<String, Setting> settings = new TreeMap<>();

    private Schema(List<Block> blocks) {
        this.blocks = blocks;
        blocks.stream().flatMap(block -> block.settings().stream()).forEach(s -> settings.put(s.path(), s));
    }

    static Schema load() {
        Collection<BeanDefinitionReference<?>> references = references();
        return new Schema(references.stream()
                .map(reference -> Block.of(reference.load()))
                .flatMap(Optional::stream)
                .toList());
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // the service type is a raw class
    private static Collection<BeanDefinitionReference<?>> references() {
        List<BeanDefinitionReference> all = SoftServiceLoader.load(BeanDefinitionReference.class)
                .collectAll(reference -> reference.getName().startsWith(OWN_PACKAGE));
        return (List) all;
    }

    List<Block> blocks() {
        return blocks;
    }

    Map<String, Setting> settings() {
        return settings;
    }

    /** The kinds of provider: what stands behind {@code kind} in a provider's block. */
    SortedSet<String> kinds() {
        SortedSet<String> kinds = new TreeSet<>();
        blocks.forEach(block -> block.kind().ifPresent(kinds::add));
        return kinds;
    }

    /** The keys that may stand in the block at a path; empty where it is no block. */
    SortedSet<String> keys(String path) {
        String prefix = path.isEmpty() ? "" : path + ".";
        SortedSet<String> keys = new TreeSet<>();
        settings.keySet().stream()
                .filter(known -> known.startsWith(prefix))
                .forEach(known -> keys.add(known.substring(prefix.length()).split("\\.", 2)[0]));
        return keys;
    }

    /** A bean that is made from settings, with every argument of its constructor. */
    record Block(BeanDefinition<?> definition, List<Argument<?>> arguments, List<Setting> settings) {

        private static Optional<Block> of(BeanDefinition<?> definition) {
            List<Argument<?>> arguments = List.of(definition.getConstructor().getArguments());
            List<Setting> settings = arguments.stream()
                    .map(Setting::of)
                    .flatMap(Optional::stream)
                    .filter(setting -> !setting.isName())
                    .toList();
            return settings.isEmpty() && !definition.hasAnnotation(EachProperty.class)
                    ? Optional.empty()
                    : Optional.of(new Block(definition, arguments, settings));
        }

        Optional<String> kind() {
            return definition
                    .stringValue(EachProperty.class)
                    .filter(prefix -> prefix.startsWith("providers."))
                    .map(prefix -> prefix.substring("providers.".length()));
        }

        /** What its settings have in common. */
        String path() {
            return definition
                    .stringValue(ConfigurationReader.class, ConfigurationReader.PREFIX)
                    .orElseGet(() -> settings.get(0).path());
        }

        /** Whether an argument is the provider's name: it does not stand in the block but above it. */
        boolean isName(Argument<?> argument) {
            return Setting.of(argument).filter(Setting::isName).isPresent();
        }

        /** Whether it is nothing but settings, so that a missing one is an error. */
        boolean isSettingsRecord() {
            return definition.hasStereotype(ConfigurationReader.class);
        }
    }

    /** A value that a constructor asks for. */
    record Setting(String path, Argument<?> argument) {

        private static Optional<Setting> of(Argument<?> argument) {
            return argument.getAnnotationMetadata()
                    .stringValue(Property.class, "name")
                    .filter(path -> !path.startsWith(INTERNAL + "."))
                    .map(path -> new Setting(path, argument));
        }

        Optional<String> defaultValue() {
            return argument.getAnnotationMetadata()
                    .stringValue(Bindable.class, "defaultValue")
                    .or(() -> argument.getAnnotationMetadata().stringValue(Property.class, "defaultValue"));
        }

        /** As Micronaut sees it: without a default it wants a list, too. */
        boolean isOptional() {
            return argument.isNullable()
                    || argument.isOptional()
                    || defaultValue().isPresent()
                    || isMap();
        }

        boolean isBytes() {
            return argument.isAnnotationPresent(ReadableBytes.class);
        }

        /** What is wrong with the syntax of a host or a URL: every URL is one of an API. Empty for any other type. */
        Optional<String> problem(String text) {
            if (argument.getType() == URI.class) {
                return HostSyntax.problemOfUrl(text);
            }
            // A blank one is told by its constraint.
            return argument.isAnnotationPresent(Host.class) && !text.isBlank()
                    ? HostSyntax.problem(
                            text,
                            argument.getAnnotationMetadata()
                                    .booleanValue(Host.class, "listen")
                                    .orElse(false))
                    : Optional.empty();
        }

        boolean isMap() {
            return Map.class.isAssignableFrom(argument.getType());
        }

        private boolean isName() {
            return path.endsWith(NAME);
        }

        /** The last part of the path: how the file spells it. */
        String key() {
            return path.substring(path.lastIndexOf('.') + 1);
        }

        /** What an enum allows, as the file spells it; empty for any other type. */
        List<String> words() {
            Object[] constants = argument.getType().getEnumConstants();
            return constants == null
                    ? List.of()
                    : Arrays.stream(constants).map(Setting::word).toList();
        }

        private static String word(Object constant) {
            return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
