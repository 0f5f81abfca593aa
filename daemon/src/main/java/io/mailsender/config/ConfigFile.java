package io.mailsender.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** Finds and parses the configuration file; the settings are checked later. */
final class ConfigFile {

    private static final int MAX_LENGTH = 1 << 20;
    private static final int MAX_ALIASES = 20;
    private static final int MAX_DEPTH = 20;

    private ConfigFile() {}

    /**
     * The file to read: {@code CONFIG_FILE} even if it does not exist, else the first file that exists.
     *
     * @param etc the directory of the machine's configuration
     */
    static Optional<Path> find(Map<String, String> environment, Path home, Path etc) {
        String explicit = environment.getOrDefault("CONFIG_FILE", "");
        if (!explicit.isBlank()) {
            return Optional.of(Path.of(explicit));
        }
        String xdg = environment.getOrDefault("XDG_CONFIG_HOME", "");
        Path user = xdg.isBlank() ? home.resolve(".config") : Path.of(xdg);
        return Stream.of(user, etc)
                .map(directory -> directory.resolve("mail-sender-daemon").resolve("config.yml"))
                .filter(Files::exists)
                .findFirst();
    }

    /**
     * @return blocks as maps, lists, and every scalar as a string; {@code null} for an empty file
     * @throws InvalidConfigurationException if the file cannot be read or is not YAML
     */
    static @Nullable Object read(Path file) {
        try {
            if (Files.size(file) > MAX_LENGTH) {
                throw new InvalidConfigurationException(file.toString(), "is longer than " + MAX_LENGTH + " bytes");
            }
            return parse(file.toString(), Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new InvalidConfigurationException(file.toString(), "no such file");
        } catch (AccessDeniedException e) {
            throw new InvalidConfigurationException(file.toString(), "permission denied");
        } catch (CharacterCodingException e) {
            throw new InvalidConfigurationException(file.toString(), "is not UTF-8; save it in that encoding");
        } catch (IOException e) {
            throw new InvalidConfigurationException(file.toString(), "cannot be read: " + e.getMessage());
        }
    }

    static @Nullable Object parse(String name, String text) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setAllowRecursiveKeys(false);
        options.setCodePointLimit(MAX_LENGTH);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        options.setNestingDepthLimit(MAX_DEPTH);
        DumperOptions unused = new DumperOptions();
        try {
            @Nullable
            Object tree = new Yaml(
                            new SafeConstructor(options),
                            new Representer(unused),
                            unused,
                            options,
                            new EverythingIsText())
                    .load(text);
            requireNoCycle(name, tree, MAX_DEPTH);
            return tree;
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new InvalidConfigurationException(name + ":" + line, String.valueOf(e.getProblem()));
        } catch (YAMLException e) {
            throw new InvalidConfigurationException(name, String.valueOf(e.getMessage()));
        }
    }

    /** An alias may name the block that contains it; walking through such a tree would never end. */
    private static void requireNoCycle(String name, @Nullable Object node, int depth) {
        if (depth < 0) {
            throw new InvalidConfigurationException(name, "a block contains itself through an alias");
        }
        if (node instanceof Map<?, ?> map) {
            map.values().forEach(value -> requireNoCycle(name, value, depth - 1));
        } else if (node instanceof List<?> list) {
            list.forEach(value -> requireNoCycle(name, value, depth - 1));
        }
    }

    /** YAML 1.1 reads {@code no} as a boolean, {@code 0123} as octal and {@code 12e4…} in a hash as a number. */
    private static final class EverythingIsText extends Resolver {
        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.NULL, EMPTY, null);
            addImplicitResolver(Tag.NULL, NULL, "~nN");
        }
    }
}
