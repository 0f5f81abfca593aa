package io.mailsender.webhook;

import io.mailsender.delivery.Failover;
import io.mailsender.provider.ProviderHttp;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.resolver.AddressResolverGroup;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import javax.net.ssl.SSLException;

/** Creates what delivers webhooks. */
@Factory
@Requires(beans = WebhookStore.class)
final class WebhookFactory {

    @Singleton
    WebhookMetrics metrics(WebhookStore store, MeterRegistry meters) {
        return new WebhookMetrics(store, meters);
    }

    @Singleton
    ProviderWatch watch(Failover failover, MeterRegistry meters) {
        return new ProviderWatch(failover, meters);
    }

    @Singleton
    @Bean(preDestroy = "close")
    WebhookDispatcher dispatcher(
            WebhookStore store,
            WebhookSettings settings,
            WebhookMetrics metrics,
            @Named(ProviderHttp.CLIENT) AddressResolverGroup<InetSocketAddress> dns) {
        WebhookClient client = new WebhookClient(settings.policy(), dns, tls(), Clock.systemUTC());
        return new WebhookDispatcher(
                store, client, settings, new RetrySchedule(new SecureRandom()), metrics, Clock.systemUTC());
    }

    /** With the Java runtime's authorities. */
    private static SslContext tls() {
        try {
            return SslContextBuilder.forClient()
                    .sslProvider(SslProvider.JDK)
                    .endpointIdentificationAlgorithm("HTTPS")
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("every Java runtime has a TLS client", e);
        }
    }
}
