package io.mailsender.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The console is off, and on request it is where nothing else is. */
class ConsoleTest {

    private static final String ON = "console: {enabled: true}\n";
    private static final String OUTSIDE = """
            networkPolicy: {ingressNamespaces: [ingress]}
            ingress: {enabled: true, hosts: [mail.example.com]}
            """;

    @Test
    void itIsOff() {
        Manifests manifests = Chart.render(OUTSIDE);

        assertThat(server(manifests)).containsEntry("console", false).doesNotContainKey("console-port");
        assertThat(ports(manifests)).extracting(ContainerPort::getName).containsExactly("http");
        assertThat(manifests.find(Service.class, "mail-mail-sender-console")).isEmpty();
        assertThat(manifests.only(NetworkPolicy.class).getSpec().getIngress()).hasSize(1);
    }

    @Test
    void onRequestItHasAPortAndAServiceOfItsOwn() {
        Manifests manifests = Chart.render(OUTSIDE + ON + "service: {type: LoadBalancer}\n");

        assertThat(server(manifests)).containsEntry("console", true).containsEntry("console-port", 8082);
        assertThat(ports(manifests)).anySatisfy(port -> {
            assertThat(port.getName()).isEqualTo("console");
            assertThat(port.getContainerPort()).isEqualTo(8082);
        });
        Service own = manifests.find(Service.class, "mail-mail-sender-console").orElseThrow();
        assertThat(own.getSpec().getType()).isNull();
        assertThat(own.getSpec().getPorts())
                .extracting(ServicePort::getPort, port -> port.getTargetPort().getStrVal())
                .containsExactly(tuple(8080, "console"));
        assertThat(manifests
                        .find(Service.class, "mail-mail-sender")
                        .orElseThrow()
                        .getSpec()
                        .getPorts())
                .extracting(ServicePort::getName)
                .containsExactly("http");
        assertThat(manifests.only(Ingress.class).toString()).doesNotContain("console");
    }

    @Test
    void theNetworkPolicyMayAdmitOthersThanTheApis() {
        NetworkPolicyIngressRule same = rules(OUTSIDE + ON).get(1);
        assertThat(same.getPorts())
                .extracting(port -> port.getPort().getStrVal())
                .containsExactly("console");
        assertThat(same.getFrom()).isEqualTo(rules(OUTSIDE + ON).get(0).getFrom());

        List<NetworkPolicyIngressRule> others = rules("""
                networkPolicy: {consoleFrom: [{ipBlock: {cidr: 192.0.2.0/24}}]}
                console: {enabled: true, ingress: {enabled: true, hosts: [a.example.com]}}
                """);
        assertThat(others.get(1).getFrom()).hasSize(1);
        assertThat(others.get(1).getFrom().get(0).getIpBlock().getCidr()).isEqualTo("192.0.2.0/24");
        assertThat(others.get(0).toString()).doesNotContain("192.0.2.0/24");
    }

    @Test
    void itsIngressHasAPath() {
        Manifests manifests = Chart.render("""
                networkPolicy: {ingressNamespaces: [ingress]}
                console:
                  enabled: true
                  ingress:
                    enabled: true
                    className: nginx
                    hosts: [ops.example.com]
                    path: /mail(/|$)(.*)
                    pathType: ImplementationSpecific
                    tlsSecret: ops
                    annotations: {nginx.ingress.kubernetes.io/rewrite-target: /$2}
                """);
        Ingress ingress = manifests.only(Ingress.class);

        assertThat(ingress.getMetadata().getName()).isEqualTo("mail-mail-sender-console");
        assertThat(ingress.getMetadata().getAnnotations())
                .containsEntry("nginx.ingress.kubernetes.io/rewrite-target", "/$2");
        assertThat(ingress.getSpec().getIngressClassName()).isEqualTo("nginx");
        assertThat(ingress.getSpec().getTls().get(0).getSecretName()).isEqualTo("ops");
        HTTPIngressPath path =
                ingress.getSpec().getRules().get(0).getHttp().getPaths().get(0);
        assertThat(path.getPath()).isEqualTo("/mail(/|$)(.*)");
        assertThat(path.getPathType()).isEqualTo("ImplementationSpecific");
        assertThat(path.getBackend().getService().getName()).isEqualTo("mail-mail-sender-console");
        assertThat(path.getBackend().getService().getPort().getName()).isEqualTo("console");
    }

    @Test
    void theUsersOfAProxyArePassedOn() {
        Manifests manifests = Chart.render(ON + """
                config:
                  server: {trusted-proxies: [10.244.0.0/16]}
                  console: {user-header: X-Forwarded-User, users: {ann@example.com: admin, "*": monitoring}}
                """);

        assertThat(Chart.map(Chart.parse(manifests.config()).get("console")))
                .containsEntry("user-header", "X-Forwarded-User")
                .containsEntry("users", Map.of("ann@example.com", "admin", "*", "monitoring"));
    }

    private static List<NetworkPolicyIngressRule> rules(String values) {
        return Chart.render(values).only(NetworkPolicy.class).getSpec().getIngress();
    }

    private static List<ContainerPort> ports(Manifests manifests) {
        return manifests.pod().getContainers().get(0).getPorts();
    }

    private static Map<String, Object> server(Manifests manifests) {
        return Chart.map(Chart.parse(manifests.config()).get("server"));
    }
}
