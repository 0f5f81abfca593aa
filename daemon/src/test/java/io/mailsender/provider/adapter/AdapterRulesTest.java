package io.mailsender.provider.adapter;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.mailsender.provider.Provider;
import io.micronaut.context.annotation.EachProperty;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules for adapters, as their package-info states them. */
class AdapterRulesTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.mailsender.provider.adapter")
            .that(not(simpleName("package-info")));

    private static final Pattern BLOCK = Pattern.compile("(?s) \\* <pre>\\{@code\\n(.*?) \\* }</pre>");

    static List<String> adapters() {
        return CLASSES.stream()
                .filter(c -> c.isAssignableTo(Provider.class))
                .map(JavaClass::getSimpleName)
                .sorted()
                .toList();
    }

    @Test
    void everyClassIsNamedAfterOneAdapter() {
        assertThat(CLASSES)
                .allSatisfy(c -> assertThat(adapters().stream().filter(a -> isOf(a, c)))
                        .as(c.getName())
                        .hasSize(1));
    }

    @Test
    void everyNeighbourIsPackagePrivate() {
        assertThat(CLASSES.stream().filter(c -> !c.getName().contains("$")))
                .filteredOn(c -> !adapters().contains(c.getSimpleName())
                        && !c.getSimpleName().equals("package-info"))
                .noneMatch(c -> c.getModifiers().toString().contains("PUBLIC"));
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void usesNoOtherAdapter(String adapter) {
        assertThat(CLASSES.stream().filter(c -> isOf(adapter, c)))
                .allSatisfy(c -> assertThat(c.getDirectDependenciesFromSelf())
                        .extracting(dependency -> dependency.getTargetClass().getBaseComponentType())
                        .filteredOn(resideInAPackage("io.mailsender.provider.adapter"))
                        .allMatch(target -> isOf(adapter, target)));
    }

    @Test
    void useProviderMessageAndConfigOnly() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("io.mailsender..")
                        .and(not(resideInAnyPackage(
                                "io.mailsender.provider..",
                                "io.mailsender.oauth",
                                "io.mailsender.message",
                                "io.mailsender.config",
                                "io.mailsender.common",
                                "io.mailsender.original"))))
                .check(CLASSES);
    }

    /** The block in the Javadoc has the lines of the same kind's block in config.yml.default, without comments. */
    @ParameterizedTest
    @MethodSource("adapters")
    void showsItsConfiguration(String adapter) throws Exception {
        EachProperty settings = Class.forName("io.mailsender.provider.adapter." + adapter + "$Settings")
                .getAnnotation(EachProperty.class);
        Matcher block = BLOCK.matcher(
                Files.readString(Path.of("src/main/java/io/mailsender/provider/adapter", adapter + ".java")));
        assertThat(block.find()).as("a configuration block in the Javadoc").isTrue();
        assertThat(block.group(1).replaceAll("(?m)^ \\* ", ""))
                .isEqualTo(block(settings.value().substring("providers.".length())));
    }

    private static String block(String kind) throws Exception {
        String file = Files.readString(Path.of("..", "config.yml.default"));
        String block = Pattern.compile("(?m)^  #?[a-z_]+:\\n    #?kind: .*\\n(?:    .*\\n)*")
                .matcher(file)
                .results()
                .map(MatchResult::group)
                .filter(text -> text.contains("kind: " + kind + "\n"))
                .collect(Collectors.joining());
        return block.lines()
                .filter(line -> !line.strip().startsWith("# "))
                .map(line -> line.substring(2).replaceFirst("^( *)#", "$1").replaceFirst(" +# .*", ""))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** A generated class, such as {@code $Mailgun$Definition}, belongs to the class for which it was generated. */
    private static boolean isOf(String adapter, JavaClass c) {
        return c.getName().replaceFirst(".*\\.\\$?", "").startsWith(adapter);
    }
}
