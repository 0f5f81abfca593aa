package io.mailsender.provider.adapter;

import io.mailsender.provider.LookupHttp;
import io.mailsender.provider.event.EventBatch;
import io.mailsender.provider.event.EventJson;
import io.mailsender.provider.event.EventPost;
import io.mailsender.provider.event.EventRefusedException;
import io.mailsender.provider.event.EventRegistration;
import io.mailsender.provider.event.EventReport;
import io.mailsender.provider.event.EventSource;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the events that SES publishes to SNS topics, and SNS posts (<a
 * href="https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html">contents</a>). Anybody can make a topic
 * whose messages SNS signs, so the list of topics authenticates; the signature shows that a message is of its topic.
 */
final class AmazonSesEvents implements EventSource {

    private static final Logger LOG = LoggerFactory.getLogger(AmazonSesEvents.class);

    private static final String TYPE = "x-amz-sns-message-type";
    private static final String RAW = "x-amz-sns-rawdelivery";

    /**
     * SNS's timestamp is that of the publication, not of the post. The longest policy for repeated posts ends after an hour; a
     * repeated message changes nothing while its id is kept.
     */
    private static final Duration MAX_AGE = Duration.ofHours(8);

    private static final Duration MAX_AHEAD = Duration.ofMinutes(5);

    /** The names that SNS has in its certificates differ by region: sns.amazonaws.com, sns-signing.af-south-1.amazonaws.com. */
    private static final String CERTIFICATE_NAME = "sns(?:-[a-z0-9-]+)?(?:\\.[a-z0-9-]+)?\\.";

    private final String provider;
    private final List<AmazonSesTopic> topics;
    private final AmazonSesSns sns;
    private final EventRegistration registration;

    AmazonSesEvents(String provider, List<AmazonSesTopic> topics, AmazonSesSns sns, EventRegistration registration) {
        this.provider = provider;
        this.topics = List.copyOf(topics);
        this.sns = sns;
        this.registration = registration;
    }

    /**
     * Empty if the settings name no topic.
     *
     * @throws IllegalArgumentException if one of the topics is none
     */
    static Optional<EventSource> of(
            AmazonSes.Settings settings,
            AmazonSesRequestSigner ses,
            AmazonSesCredentialsCache credentials,
            LookupHttp http) {
        List<AmazonSesTopic> topics = settings.eventTopics() == null
                ? List.of()
                : settings.eventTopics().stream().map(AmazonSesTopic::of).toList();
        if (topics.isEmpty()) {
            return Optional.empty();
        }
        AmazonSesTopic first = topics.get(0);
        EventRegistration registration = new AmazonSesEventDestination(
                settings.configurationSet(),
                first,
                ses,
                new AmazonSesRequestSigner("sns", "https://" + first.host(), first.region(), credentials),
                http);
        return Optional.of(new AmazonSesEvents(settings.name(), topics, new AmazonSesSns(http), registration));
    }

    @Override
    public Authentication authentication() {
        return Authentication.SIGNATURE;
    }

    @Override
    public Optional<EventRegistration> registration() {
        return Optional.of(registration);
    }

    @Override
    public CompletionStage<EventReport> read(EventPost post) {
        try {
            AmazonSesSnsMessage message = new AmazonSesSnsMessage(EventJson.parse(post.body()));
            AmazonSesTopic topic = require(message, post);
            return sns.certificate(topic, message.text("SigningCertURL")).thenCompose(certificate -> {
                requireCurrent(certificate, topic, post.received());
                message.requireSignature(certificate);
                return read(message, topic, post.received());
            });
        } catch (EventRefusedException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** What needs no request to SNS. */
    private AmazonSesTopic require(AmazonSesSnsMessage message, EventPost post) {
        if (post.header(RAW).filter("true"::equalsIgnoreCase).isPresent()) {
            throw EventRefusedException.unauthenticated(
                    "the subscription has raw message delivery, which drops the signature; turn it off in SNS");
        }
        if (!post.header(TYPE).filter(message.type()::equals).isPresent()) {
            throw EventRefusedException.unauthenticated(TYPE + " is not the type of the message");
        }
        AmazonSesTopic topic = topics.stream()
                .filter(each -> each.arn().equals(message.topic()))
                .findFirst()
                .orElseThrow(() -> EventRefusedException.unauthenticated("the topic is not one of event-topics"));
        Instant published = EventJson.iso(message.body(), "Timestamp").orElse(Instant.EPOCH);
        if (published.isBefore(post.received().minus(MAX_AGE))
                || published.isAfter(post.received().plus(MAX_AHEAD))) {
            throw EventRefusedException.unauthenticated("the message is not current; check this machine's clock");
        }
        return topic;
    }

    private static void requireCurrent(X509Certificate certificate, AmazonSesTopic topic, Instant now) {
        try {
            certificate.checkValidity(Date.from(now));
        } catch (CertificateException e) {
            throw EventRefusedException.unauthenticated(
                    "SNS's certificate is not valid now; check this machine's clock");
        }
        Pattern sns = Pattern.compile(CERTIFICATE_NAME + Pattern.quote(topic.domain()));
        if (names(certificate).stream().noneMatch(name -> sns.matcher(name).matches())) {
            throw EventRefusedException.unauthenticated("the certificate is not SNS's");
        }
    }

    private static List<String> names(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                alternatives.forEach(name -> names.add(String.valueOf(name.get(1))));
            }
        } catch (CertificateParsingException e) {
            return List.of();
        }
        return names;
    }

    private CompletionStage<EventReport> read(AmazonSesSnsMessage message, AmazonSesTopic topic, Instant received) {
        switch (message.type()) {
            case "SubscriptionConfirmation":
                return sns.confirm(topic, message.text("Token")).thenApply(done -> {
                    LOG.info("provider {}: the subscription of {} is confirmed", provider, topic.arn());
                    return EventReport.EMPTY;
                });
            case "UnsubscribeConfirmation":
                LOG.warn(
                        "provider {}: the subscription of {} has ended, so no more events come from there",
                        provider,
                        topic.arn());
                return CompletableFuture.completedFuture(EventReport.EMPTY);
            case "Notification":
                // "Successfully validated SNS topic for Amazon SES event publishing." is not JSON.
                List<AmazonSesNotification> notifications = EventJson.parse(message.text("Message")).stream()
                        .map(event -> new AmazonSesNotification(
                                event,
                                message.id(),
                                EventJson.iso(message.body(), "Timestamp").orElse(received)))
                        .toList();
                return CompletableFuture.completedFuture(
                        EventReport.of(EventBatch.read(provider, notifications, AmazonSesNotification::events)));
            default:
                return CompletableFuture.completedFuture(EventReport.EMPTY);
        }
    }
}
