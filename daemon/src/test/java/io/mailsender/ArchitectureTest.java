package io.mailsender;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;
import static java.util.function.Predicate.not;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.mailsender.provider.Provider;
import io.micronaut.retry.annotation.CircuitBreaker;
import io.micronaut.retry.annotation.Retryable;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Keeps the arrows between the packages: who may use whom. Every package is named here. */
@AnalyzeClasses(packages = "io.mailsender", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "io.mailsender";

    /** One line per package: the packages that it may use. An arrow that is not used is removed. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            entry("message", Set.of()),
            entry("memory", Set.of()),
            entry("common", Set.of()),
            entry("config", Set.of("message", "common")),
            entry("http", Set.of("config", "common")),
            entry("transport", Set.of("config", "memory", "common")),
            entry("original", Set.of("message")),
            entry(
                    "smtp",
                    Set.of(
                            "submission",
                            "original",
                            "http",
                            "access",
                            "transport",
                            "memory",
                            "message",
                            "config",
                            "common")),
            entry("provider.event", Set.of("message", "common")),
            entry("provider", Set.of("provider.event", "message", "config", "common")),
            entry("oauth", Set.of("provider", "config", "common")),
            entry(
                    "provider.adapter",
                    Set.of("oauth", "provider", "provider.event", "original", "message", "config", "common")),
            entry("delivery", Set.of("provider", "provider.event", "message", "common")),
            entry("queue", Set.of("delivery", "provider", "message", "memory", "common")),
            entry(
                    "event",
                    Set.of("queue", "delivery", "provider", "provider.event", "access", "http", "message", "common")),
            entry("access", Set.of("http", "config", "message", "common")),
            entry("audit", Set.of("access", "http", "common")),
            entry(
                    "store",
                    Set.of(
                            "session",
                            "figure",
                            "audit",
                            "suppression",
                            "webhook",
                            "event",
                            "queue",
                            "access",
                            "delivery",
                            "provider",
                            "provider.event",
                            "original",
                            "message",
                            "common")),
            entry("suppression", Set.of("queue", "access", "provider", "provider.event", "http", "message", "common")),
            entry(
                    "webhook",
                    Set.of("queue", "delivery", "access", "provider", "provider.event", "http", "message", "common")),
            entry("session", Set.of("access", "http")),
            entry("console", Set.of("session", "audit", "queue", "access", "http", "config", "message", "common")),
            entry(
                    "console.screen",
                    Set.of(
                            "console",
                            "status",
                            "figure",
                            "event",
                            "webhook",
                            "suppression",
                            "submission",
                            "audit",
                            "doctor",
                            "provider",
                            "provider.event",
                            "access",
                            "http",
                            "message",
                            "common")),
            entry("validation", Set.of("access", "provider", "http", "message", "common")),
            entry(
                    "doctor",
                    Set.of("event", "delivery", "provider", "provider.event", "access", "http", "message", "common")),
            entry(
                    "figure",
                    Set.of(
                            "webhook",
                            "event",
                            "doctor",
                            "delivery",
                            "provider",
                            "access",
                            "http",
                            "message",
                            "common")),
            entry(
                    "status",
                    Set.of(
                            "figure",
                            "audit",
                            "event",
                            "queue",
                            "delivery",
                            "doctor",
                            "provider",
                            "provider.event",
                            "access",
                            "http",
                            "config",
                            "message",
                            "common")),
            entry(
                    "submission",
                    Set.of(
                            "status",
                            "queue",
                            "delivery",
                            "provider",
                            "original",
                            "access",
                            "http",
                            "message",
                            "common")));

    @ArchTest
    static void everyPackageHasItsArrows(JavaClasses classes) {
        assertThat(classes.stream().map(ArchitectureTest::feature).filter(not(String::isEmpty)))
                .as("each package is named in ARROWS")
                .allMatch(ARROWS::containsKey);
    }

    @ArchTest
    static void packagesUseOnlyWhatTheirArrowsAllow(JavaClasses classes) {
        SortedSet<String> wrong = new TreeSet<>();
        Map<String, Set<String>> used = new TreeMap<>();
        for (JavaClass one : classes) {
            String from = feature(one);
            for (Dependency dependency : one.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                String to = feature(target);
                if (from.isEmpty()
                        || to.equals(from)
                        || !target.getPackageName().startsWith(ROOT)) {
                    continue;
                }
                used.computeIfAbsent(from, name -> new TreeSet<>()).add(to);
                if (!ARROWS.get(from).contains(to)) {
                    wrong.add(from + " -> " + to + ": " + dependency.getDescription());
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(ARROWS)
                .as("arrows that something uses")
                .allSatisfy((from, to) ->
                        assertThat(used.getOrDefault(from, Set.of())).as(from).containsExactlyInAnyOrderElementsOf(to));
    }

    @ArchTest
    static void contributingShowsTheArrows(JavaClasses classes) throws IOException {
        Map<String, Set<String>> shown = new TreeMap<>();
        Pattern row = Pattern.compile("(?m)^\\| `([a-z.]+)` \\| .* \\| ([^|]*) \\|$");
        row.matcher(Files.readString(Path.of("..", "CONTRIBUTING.md")))
                .results()
                .forEach(found -> shown.put(
                        found.group(1),
                        Pattern.compile("`([a-z.]+)`")
                                .matcher(found.group(2))
                                .results()
                                .map(used -> used.group(1))
                                .collect(Collectors.toSet())));
        assertThat(shown).containsAllEntriesOf(ARROWS);
    }

    /** The package below the root; empty for the root itself, which puts everything together. */
    private static String feature(JavaClass one) {
        String name = one.getPackageName();
        return name.length() <= ROOT.length() ? "" : name.substring(ROOT.length() + 1);
    }

    @ArchTest
    static final ArchRule NOBODY_KNOWS_AN_ADAPTER = noClasses()
            .that()
            .resideOutsideOfPackage("io.mailsender.provider.adapter")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.mailsender.provider.adapter");

    @ArchTest
    static final ArchRule ONLY_THE_STORE_KNOWS_SQL = noClasses()
            .that()
            .resideOutsideOfPackage("io.mailsender.store")
            .and()
            .haveNameNotMatching(".*\\$Definition.*")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "com.zaxxer..", "org.flywaydb..", "org.sqlite..");

    @ArchTest
    static final ArchRule ONLY_THE_FACTORY_OF_THE_STORE_IS_PUBLIC = classes()
            .that()
            .resideInAPackage("io.mailsender.store")
            .and()
            // No class nested in another one, and none that Micronaut adds.
            .haveNameMatching("[^$]*")
            .and()
            .doNotHaveSimpleName("StoreFactory")
            .should()
            .bePackagePrivate();

    /** So that it may jump: leases, due times and deadlines go by a clock that is set once, at the start. */
    @ArchTest
    static final ArchRule NOBODY_READS_THE_WALL_CLOCK_WHILE_MAILS_ARE_UNDER_WAY = noClasses()
            .that()
            .resideInAnyPackage("io.mailsender.queue", "io.mailsender.delivery", "io.mailsender.store")
            .and()
            .haveSimpleNameNotEndingWith("Factory")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Clock.class, "systemDefaultZone");

    /** A URL on a caller's word would be asked from inside our network (SSRF): only providers are called, where the settings say, and webhooks. */
    @ArchTest
    static final ArchRule ONLY_PROVIDERS_OPEN_CONNECTIONS = noClasses()
            .that()
            .resideOutsideOfPackages("io.mailsender.provider..")
            // Asks the daemon itself, in a process of its own: `health` of a container.
            .and()
            .doNotHaveFullyQualifiedName("io.mailsender.HealthCheck")
            // Calls such URLs, to addresses that ReceiverPolicy has checked: WebhookClientTest.
            .and()
            .haveNameNotMatching("io\\.mailsender\\.webhook\\.WebhookClient(\\$.*)?")
            // Listens; never connects.
            .and()
            .haveNameNotMatching("io\\.mailsender\\.smtp\\.SmtpPort(\\$.*)?")
            .should()
            .callMethodWhere(target(owner(assignableTo(URL.class)))
                    .and(target(nameMatching("open.*|getContent")))
                    .as("one of URL that opens a connection"))
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching(
                    "java\\.net\\.(http\\..*|(Http)?URLConnection|Socket|DatagramSocket)|java\\.nio\\.channels\\.(Asynchronous)?(Socket|Datagram)Channel|javax\\.net\\.(ssl\\.)?.*SocketFactory")
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.micronaut.http.client..", "io.netty.bootstrap..", "jakarta.mail..", "software.amazon.awssdk..");

    /** A repeated look-up does no harm; a repeated send is a second mail. */
    @ArchTest
    static final ArchRule A_SEND_IS_NEVER_RETRIED = noClasses()
            .that(describe(
                    "repeat calls",
                    one -> one.isAnnotatedWith(Retryable.class)
                            || one.isAnnotatedWith(CircuitBreaker.class)
                            || one.getMethods().stream()
                                    .anyMatch(m -> m.isAnnotatedWith(Retryable.class)
                                            || m.isAnnotatedWith(CircuitBreaker.class))))
            .should()
            .beAssignableTo(Provider.class)
            .orShould()
            .callMethodWhere(target(nameMatching("send|attempt|post")));

    @ArchTest
    static final ArchRule MESSAGE_IS_PLAIN_JAVA = noClasses()
            .that()
            .resideInAPackage("io.mailsender.message")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.micronaut..", "jakarta.inject..", "io.netty..", "software.amazon..");

    @ArchTest
    static final ArchRule THE_CORE_IS_PLAIN_JAVA = noClasses()
            .that()
            .haveNameMatching(
                    "io\\.mailsender\\.(delivery\\.(Failover|Round|RoundInput|RoundResult|RetryPolicy|ProviderHealth)|provider\\.Outcome)(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.micronaut..", "jakarta.inject..", "io.netty..", "io.micrometer..");

    @ArchTest
    static final ArchRule NO_MUTABLE_STATICS =
            fields().that().areStatic().and().areNotPrivate().should().beFinal();

    @ArchTest
    static final ArchRule NAMES = noClasses()
            .should()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameStartingWith("Abstract");
}
