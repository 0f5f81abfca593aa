package io.mailsender.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.config.Schema.Setting;
import io.micronaut.core.convert.ConversionContext;
import io.micronaut.core.convert.ConversionService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** {@code config.yml.default} has every setting with the default of the code. */
class DefaultFileTest {

    private static final Path FILE = Path.of("..", "config.yml.default");

    /** A # without a space: a setting that is off. */
    private static final Pattern OFF = Pattern.compile("(?m)^( *)#(?=[a-z]|- [a-z])");

    private final Schema schema = Schema.load();

    @Test
    void itIsAcceptedUnchanged() throws IOException {
        assertThat(ConfigurationTest.check(Files.readString(FILE)).providers()).containsExactly("capture");
    }

    @Test
    void itHasEverySettingAndNoOther() throws IOException {
        assertThat(entries().keySet())
                .containsExactlyInAnyOrderElementsOf(schema.settings().keySet());
    }

    @Test
    void itStatesTheDefaults() throws IOException {
        Map<String, Object> entries = entries();
        assertThat(schema.settings().values().stream()
                        .filter(s -> s.defaultValue().isPresent()))
                .allSatisfy(setting -> assertThat(converted(setting, entries.get(setting.path())))
                        .as(setting.path())
                        .isEqualTo(converted(setting, setting.defaultValue().orElseThrow())));
    }

    @Test
    void itExplainsEverySetting() throws IOException {
        List<String> lines = Files.readAllLines(FILE);
        Pattern setting = Pattern.compile(" *#?(?!kind:)[a-z0-9_-]+:.*");
        for (int i = 1; i < lines.size(); i++) {
            String line = lines.get(i);
            if (setting.matcher(line).matches()) {
                boolean above = lines.get(i - 1).strip().startsWith("# ");
                assertThat(above || line.contains(" # ")).as(line).isTrue();
            }
        }
    }

    private static Object converted(Setting setting, @Nullable Object value) {
        return ConversionService.SHARED
                .convert(value, ConversionContext.of(setting.argument()))
                .map(Object.class::cast)
                .orElseThrow(() -> new AssertionError(setting.path() + ": " + value));
    }

    /** All settings of the file, including those that are off, by the paths of the schema. */
    private Map<String, Object> entries() throws IOException {
        String everything = OFF.matcher(Files.readString(FILE)).replaceAll("$1");
        Map<String, Object> entries = new TreeMap<>();
        collect("", ConfigFile.parse(FILE.toString(), (everything)), entries);
        return entries;
    }

    private void collect(String path, @Nullable Object node, Map<String, Object> entries) {
        if (node instanceof Map<?, ?> block && !schema.settings().containsKey(path)) {
            block.forEach((key, child) -> {
                if (path.equals("providers")) {
                    Map<String, Object> provider = new TreeMap<>();
                    asMap(child).forEach((k, v) -> provider.put(String.valueOf(k), v));
                    collect("providers." + provider.remove("kind") + ".*", provider, entries);
                } else {
                    collect(path.isEmpty() ? String.valueOf(key) : path + "." + key, child, entries);
                }
            });
        } else {
            entries.put(path, node);
        }
    }

    private static Map<?, ?> asMap(@Nullable Object node) {
        return node instanceof Map<?, ?> map ? map : Map.of();
    }
}
