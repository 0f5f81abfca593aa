package io.mailsender.provider;

import io.micronaut.http.HttpVersion;
import io.micronaut.http.client.HttpClientConfiguration;
import io.micronaut.http.ssl.ClientSslConfiguration;
import java.net.Proxy;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The {@code providers} client's configuration, with the network of one provider. */
final class OutgoingClientConfiguration extends HttpClientConfiguration {

    private final HttpClientConfiguration common;
    private final OutgoingNetwork network;

    /** @param certificates the name of the {@link OutgoingCertificates}; {@code null} if there are none */
    OutgoingClientConfiguration(
            HttpClientConfiguration common, OutgoingNetwork network, @Nullable String certificates) {
        super(common);
        this.common = common;
        this.network = network;
        // As ProviderHttp chooses for the common client.
        setHttpVersion(HttpVersion.HTTP_1_1);
        Map<String, Object> options = new HashMap<>(common.getChannelOptions());
        options.put(ProviderConnector.NETWORK, network);
        setChannelOptions(options);
        if (certificates != null) {
            setSslConfiguration(ssl(network.certificates(), certificates));
        }
    }

    private static ClientSslConfiguration ssl(CertificateFiles files, String name) {
        ClientSslConfiguration ssl = new ClientSslConfiguration();
        ssl.setTrustName(name);
        if (files.clientCert() != null) {
            ssl.setKeyName(name);
            ssl.getKey().setPassword(CertificateFiles.PASSWORD);
        }
        return ssl;
    }

    /** Micronaut resolves a proxy's name on the event loop, so {@link ProviderConnector} connects to our proxies. */
    @Override
    public Proxy resolveProxy(boolean isSsl, String host, int port) {
        return network.proxy() != null || network.direct() ? Proxy.NO_PROXY : super.resolveProxy(isSsl, host, port);
    }

    @Override
    public ConnectionPoolConfiguration getConnectionPoolConfiguration() {
        return common.getConnectionPoolConfiguration();
    }

    @Override
    public WebSocketCompressionConfiguration getWebSocketCompressionConfiguration() {
        return common.getWebSocketCompressionConfiguration();
    }

    @Override
    public Http2ClientConfiguration getHttp2Configuration() {
        return common.getHttp2Configuration();
    }
}
