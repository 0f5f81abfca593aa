package io.mailsender.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailsender.config.TrustedProxies;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpRequest;
import io.micronaut.http.simple.SimpleHttpRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {

    private static final String PROXY = "10.1.2.3";
    private static final TrustedProxies PROXIES =
            new TrustedProxies(List.of("10.0.0.0/8", "2001:db8:1::/48", "192.0.2.9"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            203.0.113.7                                  | 203.0.113.7
            198.51.100.1, 203.0.113.7                    | 203.0.113.7
            198.51.100.1, 203.0.113.7, 10.9.9.9          | 203.0.113.7
            1.1.1.1,203.0.113.7 , 192.0.2.9, 10.0.0.1    | 203.0.113.7
            203.0.113.7:51234                            | 203.0.113.7
            2001:db8:2::7                                | 2001:db8:2::7
            [2001:db8:2::7]:443                          | 2001:db8:2::7
            2001:db8:2::7, 2001:db8:1::1                 | 2001:db8:2::7
            ::ffff:203.0.113.7                           | 203.0.113.7
            203.0.113.7, ::ffff:10.9.9.9                 | 203.0.113.7
            10.4.4.4, 10.5.5.5                           | 10.4.4.4
            """)
    void trustsAConfiguredProxy(String header, String client) throws UnknownHostException {
        assertThat(address(PROXY, header, null)).isEqualTo(InetAddress.getByName(client));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            for=203.0.113.7                                           | 203.0.113.7
            For=203.0.113.7;proto=https;by=10.1.2.3                   | 203.0.113.7
            for="[2001:db8:2::7]:4711"                                | 2001:db8:2::7
            for="203.0.113.7:80"; host="a,b;for=1.1.1.1"              | 203.0.113.7
            for=1.1.1.1, for=203.0.113.7;by="x", for=10.0.0.1         | 203.0.113.7
            """)
    void readsForwardedAsWell(String header, String client) throws UnknownHostException {
        assertThat(address(PROXY, null, header)).isEqualTo(InetAddress.getByName(client));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"unknown", "", ",", "203.0.113.7,", "localhost", "1.2.3", "0x7f.1", "fe80::1%eth0", "[::1", "a:b"
            })
    void aMalformedListGivesTheProxy(String header) throws UnknownHostException {
        assertThat(address(PROXY, header, null)).isEqualTo(InetAddress.getByName(PROXY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "for=unknown",
                "for=_hidden",
                "proto=https",
                "for=1.1.1.1;for=2.2.2.2",
                "for=\"1.1.1.1, for=203.0.113.7",
                "for=1.1.1.1;x=\", for=\"[2001:db8:2::7]\"",
                "for=2001:db8:2::7",
                "for=203.0.113.7,",
                "=",
            })
    void aMalformedForwardedGivesTheProxy(String header) throws UnknownHostException {
        assertThat(address(PROXY, null, header)).isEqualTo(InetAddress.getByName(PROXY));
    }

    @Test
    void ignoresTheHeadersOfOthers() throws UnknownHostException {
        assertThat(address("203.0.113.50", "1.1.1.1", "for=1.1.1.1")).isEqualTo(InetAddress.getByName("203.0.113.50"));
    }

    @Test
    void ignoresTheHeadersWithoutTrustedProxies() throws UnknownHostException {
        ClientAddress address = new ClientAddress(new TrustedProxies(null));
        assertThat(address.of(request(PROXY, "1.1.1.1", null))).isEqualTo(InetAddress.getByName(PROXY));
    }

    @Test
    void ignoresHeadersThatDisagree() throws UnknownHostException {
        assertThat(address(PROXY, "203.0.113.7", "for=1.1.1.1")).isEqualTo(InetAddress.getByName(PROXY));
        assertThat(address(PROXY, "203.0.113.7", "for=203.0.113.7")).isEqualTo(InetAddress.getByName("203.0.113.7"));
    }

    @Test
    void readsSeveralLinesAsOneList() throws UnknownHostException {
        HttpRequest<?> request = request(PROXY, "1.1.1.1", null).header("X-Forwarded-For", "203.0.113.7");
        assertThat(new ClientAddress(PROXIES).of(request)).isEqualTo(InetAddress.getByName("203.0.113.7"));
    }

    @Test
    void limitsAnIpv6ClientByItsNetwork() throws UnknownHostException {
        ClientAddress clients = new ClientAddress(PROXIES);
        String key = clients.limitKey(request("2001:db8:2:3:a::1", null, null));
        assertThat(clients.limitKey(request("2001:db8:2:3:b::2", null, null))).isEqualTo(key);
        assertThat(clients.limitKey(request("2001:db8:2:4:a::1", null, null))).isNotEqualTo(key);
        assertThat(clients.limitKey(request("203.0.113.7", null, null))).isEqualTo("203.0.113.7");
        assertThat(clients.limitKey(request("::ffff:203.0.113.7", null, null))).isEqualTo("203.0.113.7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy.example.com", "10.0.0.0/33", "10.0.0.0/x", "", "10.0.0.0/-1", "::1/129"})
    void aProxyIsAnAddressOrARange(String range) {
        assertThatThrownBy(() -> new TrustedProxies(List.of(range)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(range + " is neither");
    }

    private static InetAddress address(String peer, @Nullable String list, @Nullable String forwarded)
            throws UnknownHostException {
        return new ClientAddress(PROXIES).of(request(peer, list, forwarded));
    }

    private static MutableHttpRequest<?> request(String peer, @Nullable String list, @Nullable String forwarded)
            throws UnknownHostException {
        InetSocketAddress remote = new InetSocketAddress(InetAddress.getByName(peer), 40_000);
        SimpleHttpRequest<?> request = new SimpleHttpRequest<>(io.micronaut.http.HttpMethod.GET, "/", null) {
            @Override
            public InetSocketAddress getRemoteAddress() {
                return remote;
            }
        };
        if (list != null) {
            request.header("X-Forwarded-For", list);
        }
        if (forwarded != null) {
            request.header("Forwarded", forwarded);
        }
        return request;
    }
}
