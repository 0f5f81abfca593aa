package io.mailsender.provider.adapter;

import io.mailsender.common.AsyncFailure;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.LookupHttp;
import io.mailsender.provider.event.EventRefusedException;
import io.micronaut.http.HttpRequest;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * Asks SNS for its certificates and confirms subscriptions. It asks only the host of a topic's region, through the provider's network, and
 * follows no redirect.
 */
final class AmazonSesSns {

    private static final int MAX_CERTIFICATE = 64 << 10;

    /** SNS has one certificate in a region, and changes it about once a year. */
    private static final int MAX_CERTIFICATES = 16;

    private final LookupHttp http;
    private final Function<AmazonSesTopic, String> endpoint;
    private final Map<String, CompletableFuture<X509Certificate>> certificates = new ConcurrentHashMap<>();

    AmazonSesSns(LookupHttp http) {
        this(http, topic -> "https://" + topic.host());
    }

    /** @param endpoint where SNS is asked for a topic, without a slash at its end; tests give their own server */
    AmazonSesSns(LookupHttp http, Function<AmazonSesTopic, String> endpoint) {
        this.http = http;
        this.endpoint = endpoint;
    }

    /**
     * A certificate from SNS itself: that it came from SNS's host over TLS shows that it is SNS's.
     *
     * @return completes exceptionally with {@link EventRefusedException} if the URL is not SNS's, or SNS gives no certificate
     */
    CompletionStage<X509Certificate> certificate(AmazonSesTopic topic, String url) {
        return topic.certificatePath(url)
                .map(path -> cached(endpoint.apply(topic) + path))
                .orElseGet(() -> CompletableFuture.failedFuture(EventRefusedException.unauthenticated(
                        "SigningCertURL does not lead to SNS in the topic's region")));
    }

    /** One request for all that wait. A failed one is not kept. */
    private CompletableFuture<X509Certificate> cached(String url) {
        CompletableFuture<X509Certificate> asked = new CompletableFuture<>();
        CompletableFuture<X509Certificate> known = certificates.putIfAbsent(url, asked);
        if (known != null) {
            return known.copy();
        }
        if (certificates.size() > MAX_CERTIFICATES) {
            // Somebody invents names: SNS has few.
            certificates.remove(url, asked);
            certificates.values().removeIf(CompletableFuture::isDone);
            return CompletableFuture.failedFuture(EventRefusedException.notNow("too many certificates of SNS"));
        }
        http.exchange(HttpRequest.GET(url), new byte[0])
                .thenApply(AmazonSesSns::certificate)
                .whenComplete((certificate, failure) -> {
                    if (failure == null) {
                        asked.complete(certificate);
                    } else {
                        certificates.remove(url, asked);
                        asked.completeExceptionally(EventRefusedException.notNow("SNS gives no certificate: "
                                + AsyncFailure.cause(failure).getMessage()));
                    }
                });
        return asked.copy();
    }

    private static X509Certificate certificate(Answer answer) {
        String body = answer.body();
        if (answer.status() != 200 || body == null || body.length() > MAX_CERTIFICATE) {
            throw LookupHttp.failure(answer, true);
        }
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
        } catch (CertificateException e) {
            throw new IllegalArgumentException("the answer is not a certificate", e);
        }
    }

    /**
     * Confirms the subscription of a topic. The URL is ours: SubscribeURL is never followed, wherever it leads.
     *
     * @return true; completes exceptionally with {@link EventRefusedException} if SNS does not confirm it
     */
    CompletionStage<Boolean> confirm(AmazonSesTopic topic, String token) {
        String url = endpoint.apply(topic) + "/?Action=ConfirmSubscription&TopicArn="
                + SdkHttpUtils.urlEncode(topic.arn()) + "&Token=" + SdkHttpUtils.urlEncode(token);
        return http.exchange(HttpRequest.GET(url), new byte[0]).<Boolean>handle((answer, failure) -> {
            if (failure != null || !answer.isSuccess()) {
                throw EventRefusedException.notNow("SNS does not confirm the subscription: "
                        + (failure != null ? AsyncFailure.cause(failure).getMessage() : "HTTP " + answer.status()));
            }
            return true;
        });
    }
}
