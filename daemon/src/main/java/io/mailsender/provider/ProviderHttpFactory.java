package io.mailsender.provider;

import io.mailsender.config.InvalidConfigurationException;
import io.micronaut.context.BeanContext;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Prototype;
import io.micronaut.core.naming.Named;
import io.micronaut.http.client.HttpClient;
import io.micronaut.http.client.HttpClientConfiguration;
import io.micronaut.http.client.HttpClientRegistry;
import io.micronaut.http.client.LoadBalancer;
import io.micronaut.http.client.RawHttpClient;
import io.micronaut.http.client.ServiceHttpClientConfiguration;
import io.micronaut.http.ssl.CertificateProvider;
import io.micronaut.inject.InjectionPoint;
import io.micronaut.inject.qualifiers.Qualifiers;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.annotation.PreDestroy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Gives each provider the {@link ProviderHttp} for its network: an adapter that asks for one gets its own. There is one client, with its
 * own connections, for each different network.
 */
@Factory
final class ProviderHttpFactory {

    private final OutgoingNetworkRegistry networks;
    private final BeanProvider<HttpClientRegistry<HttpClient>> clients;
    private final BeanContext context;
    private final Map<OutgoingNetwork, ProviderHttp> known = new HashMap<>();
    private final List<HttpClient> made = new CopyOnWriteArrayList<>();
    private final List<OutgoingCertificates> certificates = new CopyOnWriteArrayList<>();

    /** @param clients not created before a provider needs one */
    ProviderHttpFactory(
            OutgoingNetworkRegistry networks,
            BeanProvider<HttpClientRegistry<HttpClient>> clients,
            BeanContext context) {
        this.networks = networks;
        this.clients = clients;
        this.context = context;
    }

    /**
     * @param point where it is injected; {@code null} if it is asked for otherwise
     * @throws IllegalArgumentException if the settings or the files are wrong
     */
    @Prototype
    ProviderHttp http(@Nullable InjectionPoint<?> point) {
        Object qualifier = point == null ? null : point.getDeclaringBeanQualifier();
        return of(networks.http(qualifier instanceof Named provider ? provider.getName() : null));
    }

    private synchronized ProviderHttp of(OutgoingNetwork network) {
        ProviderHttp http = known.get(network);
        if (http == null) {
            http = new ProviderHttp(network.isDefault() ? common() : client(network));
            known.put(network, http);
        }
        return http;
    }

    private RawHttpClient common() {
        return (RawHttpClient) clients.get().getClient(ProviderHttp.VERSION, ProviderHttp.CLIENT, null);
    }

    private RawHttpClient client(OutgoingNetwork network) {
        HttpClientConfiguration common =
                context.getBean(ServiceHttpClientConfiguration.class, Qualifiers.byName(ProviderHttp.CLIENT));
        HttpClient client = clients.get()
                .resolveClient(
                        null,
                        LoadBalancer.empty(),
                        new OutgoingClientConfiguration(common, network, certificates(network.certificates())),
                        context);
        made.add(client);
        return (RawHttpClient) client;
    }

    private @Nullable String certificates(CertificateFiles files) {
        if (files.isEmpty()) {
            return null;
        }
        String name = "outgoing-" + certificates.size();
        try {
            OutgoingCertificates loaded = new OutgoingCertificates(name, files);
            context.registerSingleton(CertificateProvider.class, loaded, Qualifiers.byName(name));
            certificates.add(loaded);
            return name;
        } catch (InvalidConfigurationException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    @Scheduled(fixedDelay = "2s")
    void reloadCertificates() {
        certificates.forEach(OutgoingCertificates::reload);
    }

    /** Stops waiting for late answers, and closes the connections. */
    @PreDestroy
    synchronized void close() {
        known.values().forEach(ProviderHttp::stop);
        made.forEach(HttpClient::close);
    }
}
