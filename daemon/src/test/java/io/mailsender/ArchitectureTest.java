package io.mailsender;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.net.URL;
import java.time.Clock;
import java.time.Instant;

/** Keeps the arrows between the packages, all of which point inwards to {@code message}. */
@AnalyzeClasses(packages = "io.mailsender", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule MESSAGE_KNOWS_NOBODY = mayUse("message");

    @ArchTest
    static final ArchRule PROVIDER_KNOWS_THE_MESSAGE = mayUse("provider", "message");

    @ArchTest
    static final ArchRule ADAPTERS_KNOW_PROVIDER_AND_MESSAGE = classes()
            .that()
            .resideInAPackage("io.mailsender.provider.adapter")
            .should()
            .onlyAccessClassesThat()
            .resideOutsideOfPackages(
                    "io.mailsender.delivery..",
                    "io.mailsender.submission..",
                    "io.mailsender.validation..",
                    "io.mailsender.status..",
                    "io.mailsender.http..");

    @ArchTest
    static final ArchRule NOBODY_KNOWS_AN_ADAPTER = noClasses()
            .that()
            .resideOutsideOfPackage("io.mailsender.provider.adapter")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.mailsender.provider.adapter");

    @ArchTest
    static final ArchRule DELIVERY_KNOWS_PROVIDERS_AND_MESSAGES =
            mayUse("delivery", "queue", "provider", "message", "memory");

    @ArchTest
    static final ArchRule QUEUE_KNOWS_OUTCOMES_AND_MESSAGES = mayUse("queue", "provider", "message");

    @ArchTest
    static final ArchRule SUBMISSION =
            mayUse("submission", "access", "delivery", "queue", "provider", "message", "http");

    @ArchTest
    static final ArchRule VALIDATION = mayUse("validation", "access", "provider", "message", "http");

    @ArchTest
    static final ArchRule STATUS =
            mayUse("status", "access", "delivery", "queue", "provider", "message", "http", "config");

    @ArchTest
    static final ArchRule ACCESS = mayUse("access", "queue", "message", "http", "config");

    /** So that it may jump: leases, due times and deadlines go by a clock that is set once, at the start. */
    @ArchTest
    static final ArchRule NOBODY_READS_THE_WALL_CLOCK_WHILE_MAILS_ARE_UNDER_WAY = noClasses()
            .that()
            .resideInAnyPackage("io.mailsender.queue", "io.mailsender.delivery")
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

    /** A URL on a caller's word would be asked from inside our network (SSRF): only providers are called, where the settings say. */
    @ArchTest
    static final ArchRule ONLY_PROVIDERS_OPEN_CONNECTIONS = noClasses()
            .that()
            .resideOutsideOfPackages("io.mailsender.provider..")
            // Asks the daemon itself, in a process of its own: `health` of a container.
            .and()
            .doNotHaveFullyQualifiedName("io.mailsender.HealthCheck")
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
                    "io\\.mailsender\\.(delivery\\.(Failover|DeliveryRun|ProviderHealth|Settling|Dispatcher)|provider\\.Outcome)(\\$.*)?")
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

    private static ArchRule mayUse(String feature, String... others) {
        String[] allowed = new String[others.length + 1];
        allowed[0] = "io.mailsender." + feature;
        for (int i = 0; i < others.length; i++) {
            allowed[i + 1] = "io.mailsender." + others[i];
        }
        return noClasses()
                .that()
                .resideInAPackage("io.mailsender." + feature)
                .should()
                .dependOnClassesThat(com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage(
                                "io.mailsender..")
                        .and(com.tngtech.archunit.base.DescribedPredicate.not(
                                com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage(allowed))));
    }
}
