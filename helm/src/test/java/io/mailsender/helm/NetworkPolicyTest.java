package io.mailsender.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.networking.v1.IPBlock;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may reach the daemon, and what the daemon may reach. */
class NetworkPolicyTest {

    private static final String DATABASE =
            "store: {kind: postgresql, postgresql: {url: 'jdbc:postgresql://db/mails', existingSecret: db}}";

    @Test
    void withoutProvidersAndDatabaseOnlyDnsIsOpen() {
        assertThat(egress("config: {providers: {relay: {kind: smtp, host: localhost, tls: none}}}"))
                .hasSameSizeAs(egress("{}"));
        assertThat(egress("{}"))
                .singleElement()
                .satisfies(rule -> assertThat(rule.getPorts())
                        .extracting(port -> port.getProtocol() + port.getPort().getIntVal())
                        .containsExactly("UDP53", "TCP53"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {kind: mailgun}                                        | 443
            {kind: amazon-ses, region: eu-west-1}                  | 443
            {kind: mailgun, endpoint: "https://x.example.com:8443"}    | 8443
            {kind: mailgun, endpoint: "http://x.example.com:8025/v1"} | 8025
            {kind: mailgun, endpoint: "http://x.example.com"}      | 80
            {kind: smtp, host: x}                                  | 587
            {kind: smtp, host: x, tls: implicit}                   | 465
            {kind: smtp, host: x, tls: clear-text}                 | 25
            {kind: smtp, host: x, tls: implicit, port: 2465}       | 2465
            {kind: smtp, host: x, proxy: "http://p.example.com:3128"}  | 3128
            {kind: mailgun, proxy: "http://p.example.com:3128/"}   | 3128
            {kind: mailgun, proxy: none}                           | 443
            """)
    void aProviderOpensItsOwnPort(String provider, int port) {
        List<NetworkPolicyEgressRule> rules = egress("config: {providers: {p: " + provider + "}}");

        assertThat(rules).hasSize(2);
        assertThat(rules.get(1).getPorts())
                .extracting(p -> p.getPort().getIntVal())
                .containsExactly(port);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {proxy: "http://u:${PW}@p.example.com:3128"}                | 25,3128,443
            {proxy: "http://u:${PW}@p.example.com:3128", no-proxy: [x]} | 25,3128,443
            {proxy: "${HTTPS_PROXY:none}"}                              | 25,443
            """)
    void aProxyOpensItsPort(String outgoing, String ports) {
        List<NetworkPolicyEgressRule> rules = egress("envFrom: [{secretRef: {name: s}}]\nconfig: {outgoing: " + outgoing
                + ", order: [a, b, c], providers: {a: {kind: mailgun}, b: {kind: mailgun, proxy: none},"
                + " c: {kind: smtp, host: x, tls: clear-text}}}");
        assertThat(rules.get(1).getPorts())
                .extracting(p -> p.getPort().getIntVal().toString())
                .containsExactlyInAnyOrder(ports.split(","));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {kind: smtp, host: x, oauth2: {vendor: microsoft}}                                         | 587 | 443
            {kind: smtp, host: x, oauth2: {vendor: google, token-endpoint: "https://t.example:8443/t"}} | 587 | 8443
            {kind: gmail, token-endpoint: "http://t.example/token"}                                    | 443 | 80
            """)
    void tokensHaveTheirOwnPort(String provider, int port, int tokens) {
        assertThat(egress("config: {providers: {p: " + provider + "}}").get(1).getPorts())
                .extracting(p -> p.getPort().getIntVal())
                .containsExactly(port, tokens);
    }

    @Test
    void providerPortsOverrideTheDefaults() {
        assertThat(egress("{networkPolicy: {providerPorts: [1, 2]}}").get(1).getPorts())
                .extracting(p -> p.getPort().getIntVal())
                .containsExactly(1, 2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            //db/mails                       | 5432
            //db:6432/mails?x=y:1            | 6432
            //a:6432,b:6433,c/mails          | 6432 6433 5432
            //[::1]/mails                    | 5432
            //[::1]:6432/mails               | 6432
            mails                            | 5432
            """)
    void aDatabaseOpensItsPorts(String url, String ports) {
        assertThat(egress(DATABASE.replace("//db/mails", url)).get(1).getPorts())
                .extracting(p -> p.getPort().getIntVal().toString())
                .containsExactly(ports.split(" "));
    }

    @Test
    void aClusterIsSelectedByItsLabel() {
        assertThat(egress("store: {kind: postgresql, postgresql: {cluster: pg}}")
                        .get(1)
                        .getTo())
                .singleElement()
                .satisfies(peer ->
                        assertThat(peer.getPodSelector().getMatchLabels()).containsEntry("cnpg.io/cluster", "pg"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"169.254.169.254", "169.254.170.23", "fd00:ec2::254"})
    void metadataAddressesNeedASetting(String address) {
        String all = DATABASE + "\nconfig: {providers: {m: {kind: mailgun}}}\n";

        assertThat(reaches(egress(all), address)).isFalse();
        assertThat(reaches(egress(all), "192.0.2.1")).isTrue();
        assertThat(reaches(egress(all + "networkPolicy: {metadata: true}"), address))
                .isTrue();
    }

    /** They serve no credentials for Amazon SES. */
    @ParameterizedTest
    @ValueSource(strings = {"fe80::a9fe:a9fe", "100.100.100.200", "168.63.129.16", "fd20:ce::254"})
    void metadataAddressesOfOtherCloudsAreClosed(String address) {
        String all = DATABASE + "\nconfig: {providers: {m: {kind: mailgun}}}\nnetworkPolicy: {metadata: true}\n";

        assertThat(reaches(egress(all), address)).isFalse();
        assertThat(reaches(egress(all), "2001:db8::1")).isTrue();
    }

    @Test
    void admitsTheReleasesOwnNamespace() {
        assertThat(ingress("{}")).singleElement().satisfies(peer -> {
            assertThat(peer.getPodSelector()).isNotNull();
            assertThat(peer.getPodSelector().getMatchLabels()).isNullOrEmpty();
            assertThat(peer.getNamespaceSelector()).isNull();
            assertThat(peer.getIpBlock()).isNull();
        });
    }

    @Test
    void admitsNamedNamespacesAndSources() {
        List<NetworkPolicyPeer> peers = ingress(
                "networkPolicy: {ingressNamespaces: [shop, ingress], ingressFrom: [{ipBlock: {cidr: 10.0.0.0/8}}]}");

        assertThat(peers).hasSize(3);
        assertThat(peers.get(1).getPodSelector()).isNull();
        assertThat(peers.get(1).getNamespaceSelector().getMatchLabels()).isNullOrEmpty();
        assertThat(peers.get(1).getNamespaceSelector().getMatchExpressions())
                .singleElement()
                .satisfies(expression -> {
                    assertThat(expression.getKey()).isEqualTo("kubernetes.io/metadata.name");
                    assertThat(expression.getOperator()).isEqualTo("In");
                    assertThat(expression.getValues()).containsExactly("shop", "ingress");
                });
        assertThat(peers.get(2).getIpBlock().getCidr()).isEqualTo("10.0.0.0/8");
    }

    @Test
    void opensOnlyTheApiPort() {
        NetworkPolicy policy = Chart.render("{}").only(NetworkPolicy.class);

        assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Ingress", "Egress");
        assertThat(policy.getSpec().getIngress())
                .singleElement()
                .satisfies(rule -> assertThat(rule.getPorts())
                        .extracting(port -> port.getPort().getStrVal())
                        .containsExactly("http"));
    }

    @Test
    void canBeDisabled() {
        assertThat(Chart.render("networkPolicy: {enabled: false}").every(NetworkPolicy.class))
                .isEmpty();
    }

    private static List<NetworkPolicyPeer> ingress(String values) {
        return Chart.render(values)
                .only(NetworkPolicy.class)
                .getSpec()
                .getIngress()
                .get(0)
                .getFrom();
    }

    private static List<NetworkPolicyEgressRule> egress(String values) {
        return Chart.render(values).only(NetworkPolicy.class).getSpec().getEgress();
    }

    /** Whether a rule other than the one for DNS allows the address. */
    private static boolean reaches(List<NetworkPolicyEgressRule> rules, String address) {
        return rules.stream()
                .filter(rule -> rule.getPorts().stream()
                        .map(NetworkPolicyPort::getPort)
                        .noneMatch(port -> Objects.equals(port.getIntVal(), 53)))
                .peek(rule -> assertThat(rule.getTo()).isNotEmpty())
                .flatMap(rule -> rule.getTo().stream())
                .map(NetworkPolicyPeer::getIpBlock)
                .filter(Objects::nonNull)
                .anyMatch(block -> matches(block, address));
    }

    private static boolean matches(IPBlock block, String address) {
        return contains(block.getCidr(), address)
                && block.getExcept().stream().noneMatch(except -> contains(except, address));
    }

    private static boolean contains(String cidr, String address) {
        try {
            String[] parts = cidr.split("/");
            byte[] network = InetAddress.getByName(parts[0]).getAddress();
            byte[] asked = InetAddress.getByName(address).getAddress();
            if (network.length != asked.length) {
                return false;
            }
            for (int bit = 0; bit < Integer.parseInt(parts[1]); bit++) {
                int mask = 0x80 >> bit % 8;
                if ((network[bit / 8] & mask) != (asked[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
