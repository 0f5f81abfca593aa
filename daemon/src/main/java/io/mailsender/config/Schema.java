package io.mailsender.config;

import io.mailsender.common.Word;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * All settings: the constructor arguments of our beans, so a new provider's are known as soon as its class exists. A path is dotted, and
 * {@code *} in it is a provider's name: {@code providers.mailgun.*.api-key}. {@link SharedSettings} are those of several kinds.
 */
final class Schema {

    /** Prefix of internal properties, which the file cannot set. */
    static final String INTERNAL = "mail-sender";

    /** The end of the path of an argument that is the provider's name. */
    static final String NAME = ".*.name";

    private static final String OWN_PACKAGE = "io.mailsender.";

    private final List<Block> blocks;
    private final List<Block> shared;
    private final Map<String, Setting> settings;
    private final Map<String, Setting> sharedSettings;

    private Schema(List<Block> all) {
        Set<String> prefixes =
                all.stream().flatMap(block -> block.shared().stream()).collect(Collectors.toSet());
        Map<Boolean, List<Block>> parts =
                all.stream().collect(Collectors.partitioningBy(block -> prefixes.contains(block.prefix())));
        this.blocks = parts.getOrDefault(false, List.of());
        this.shared = parts.getOrDefault(true, List.of());
        this.settings = settings(blocks);
        this.sharedSettings = settings(shared);
    }

    private static Map<String, Setting> settings(List<Block> blocks) {
        Map<String, Setting> settings = new TreeMap<>();
        blocks.stream().flatMap(block -> block.settings().stream()).forEach(s -> settings.put(s.path(), s));
        return settings;
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

    /** A setting, also one that is shared. */
    Optional<Setting> setting(String path) {
        return Optional.ofNullable(settings.get(path)).or(() -> Optional.ofNullable(sharedSettings.get(path)));
    }

    /** The block of the settings that a kind shares with others. */
    Optional<Block> shared(String kind) {
        return blocks.stream()
                .filter(block -> block.kind().equals(Optional.of(kind)))
                .flatMap(block -> block.shared().stream())
                .flatMap(
                        prefix -> shared.stream().filter(block -> block.prefix().equals(prefix)))
                .findFirst();
    }

    /** The kinds of provider: the values of {@code kind} in a provider's block. */
    SortedSet<String> kinds() {
        SortedSet<String> kinds = new TreeSet<>();
        blocks.forEach(block -> block.kind().ifPresent(kinds::add));
        return kinds;
    }

    /** The keys allowed in the block at a path; empty if it is not a block. */
    SortedSet<String> keys(String path) {
        return keys(path, settings);
    }

    /** As {@link #keys}, of a block of shared settings. */
    SortedSet<String> sharedKeys(String path) {
        return keys(path, sharedSettings);
    }

    private static SortedSet<String> keys(String path, Map<String, Setting> settings) {
        String prefix = path.isEmpty() ? "" : path + ".";
        SortedSet<String> keys = new TreeSet<>();
        settings.keySet().stream()
                .filter(known -> known.startsWith(prefix))
                .forEach(known -> keys.add(known.substring(prefix.length()).split("\\.", 2)[0]));
        return keys;
    }

    /** A bean that is created from settings, with every argument of its constructor. */
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

        /** The prefix of a block that appears once for each name; empty for any other. */
        String prefix() {
            return definition.stringValue(EachProperty.class).orElse("");
        }

        /** The prefix of the settings that its kind shares with others. */
        private Optional<String> shared() {
            return Optional.ofNullable(definition.getBeanType().getEnclosingClass())
                    .filter(adapter -> kind().isPresent())
                    .map(adapter -> adapter.getAnnotation(SharedSettings.class))
                    .map(SharedSettings::value);
        }

        Optional<String> kind() {
            return Optional.of(prefix())
                    .filter(prefix -> prefix.startsWith("providers."))
                    .map(prefix -> prefix.substring("providers.".length()));
        }

        /** Whether it is a part of the block of a provider, and is created together with it. */
        boolean isInner() {
            return kind().isEmpty() && path().contains(".*.");
        }

        /** The common prefix of its settings. */
        String path() {
            return definition
                    .stringValue(ConfigurationReader.class, ConfigurationReader.PREFIX)
                    .orElseGet(() -> settings.get(0).path());
        }

        /** Whether an argument is the provider's name, which is the key of the block and not in it. */
        boolean isName(Argument<?> argument) {
            return Setting.of(argument).filter(Setting::isName).isPresent();
        }

        /** Whether it consists of settings only, so that a missing one is an error. */
        boolean isSettingsRecord() {
            return definition.hasStereotype(ConfigurationReader.class);
        }
    }

    /** A setting, and the constructor argument that it is for. */
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

        /** As in Micronaut, where a list without a default is required. */
        boolean isOptional() {
            return argument.isNullable()
                    || argument.isOptional()
                    || defaultValue().isPresent()
                    || isMap();
        }

        boolean isBytes() {
            return argument.isAnnotationPresent(ReadableBytes.class);
        }

        /** The syntax error of a host or a URL (every URL is of an API); empty if there is none, and for any other type. */
        Optional<String> problem(String text) {
            if (argument.getType() == URI.class) {
                return HostSyntax.problemOfUrl(text);
            }
            // Its constraint reports a blank one.
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

        /** The last part of the path: the key in the file. */
        String key() {
            return path.substring(path.lastIndexOf('.') + 1);
        }

        /** The values of an enum, as the file spells them; empty for any other type. */
        List<String> words() {
            Object[] constants = argument.getType().getEnumConstants();
            return constants == null
                    ? List.of()
                    : Arrays.stream(constants).map(Setting::word).toList();
        }

        private static String word(Object constant) {
            return Word.of((Enum<?>) constant).replace('_', '-');
        }
    }
}
