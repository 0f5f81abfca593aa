package io.mailsender.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import org.junit.jupiter.api.Test;

/** The Service and its settings. */
class ServiceTest {

    private static final String OPEN = "networkPolicy: {ingressFrom: [{ipBlock: {cidr: 192.0.2.0/24}}]}\n";

    @Test
    void optionalFieldsAreUnset() {
        ServiceSpec spec = service("{}");

        assertThat(spec.getClusterIP()).isNull();
        assertThat(spec.getIpFamilyPolicy()).isNull();
        assertThat(spec.getIpFamilies()).isEmpty();
        assertThat(spec.getExternalTrafficPolicy()).isNull();
        assertThat(spec.getSessionAffinity()).isNull();
        assertThat(spec.getPorts().get(0).getNodePort()).isNull();
    }

    @Test
    void supportsDualStack() {
        String both = "service: {ipFamilyPolicy: RequireDualStack, ipFamilies: [IPv6, IPv4]}";

        assertThat(Chart.render(both).every(Service.class)).hasSize(2).allSatisfy(service -> {
            assertThat(service.getSpec().getIpFamilyPolicy()).isEqualTo("RequireDualStack");
            assertThat(service.getSpec().getIpFamilies()).containsExactly("IPv6", "IPv4");
        });
        assertThat(service("service: {ipFamilies: [IPv6]}").getIpFamilies()).containsExactly("IPv6");
    }

    @Test
    void supportsNodePorts() {
        ServiceSpec spec = service(OPEN + """
                service: {type: NodePort, nodePort: 30080, externalTrafficPolicy: Local}
                management: {enabled: true, nodePort: 30081}
                """);

        assertThat(spec.getExternalTrafficPolicy()).isEqualTo("Local");
        assertThat(spec.getPorts()).extracting(port -> port.getNodePort()).containsExactly(30080, 30081);
    }

    @Test
    void hasPortsForSmtp() {
        String smtp = OPEN + """
                smtp: {enabled: true}
                tls: {existingSecret: certificate}
                """;

        assertThat(service(smtp).getPorts())
                .extracting(ServicePort::getName, ServicePort::getPort)
                .containsExactly(tuple("http", 8080), tuple("smtp", 587), tuple("smtp-tls", 465));
        assertThat(Chart.render(smtp).pod().getContainers().get(0).getPorts())
                .extracting(ContainerPort::getName, ContainerPort::getContainerPort)
                .containsExactly(tuple("http", 8080), tuple("smtp", 2587), tuple("smtp-tls", 2465));
        assertThat(service(smtp + "service: {type: NodePort}\n").getPorts()).hasSize(3);
        assertThat(service(smtp.replace("true}", "true, port: 0}")).getPorts())
                .extracting(ServicePort::getName)
                .containsExactly("http", "smtp-tls");
    }

    @Test
    void supportsLoadBalancers() {
        ServiceSpec spec = service(OPEN + """
                service:
                  type: LoadBalancer
                  loadBalancerIP: 192.0.2.7
                  loadBalancerClass: example.com/internal
                  loadBalancerSourceRanges: [192.0.2.0/24, "2001:db8::/32"]
                  sessionAffinity: ClientIP
                """);

        assertThat(spec.getLoadBalancerIP()).isEqualTo("192.0.2.7");
        assertThat(spec.getLoadBalancerClass()).isEqualTo("example.com/internal");
        assertThat(spec.getLoadBalancerSourceRanges()).containsExactly("192.0.2.0/24", "2001:db8::/32");
        assertThat(spec.getSessionAffinity()).isEqualTo("ClientIP");
    }

    @Test
    void mayBeHeadless() {
        assertThat(service("service: {clusterIP: None}").getClusterIP()).isEqualTo("None");
        assertThat(service("service: {clusterIP: 192.0.2.9, port: 80}").getClusterIP())
                .isEqualTo("192.0.2.9");
    }

    @Test
    void hasItsOwnLabels() {
        Manifests manifests = Chart.render("service: {labels: {tier: edge}}");

        assertThat(manifests
                        .find(Service.class, "mail-mail-sender")
                        .orElseThrow()
                        .getMetadata()
                        .getLabels())
                .containsEntry("tier", "edge");
        assertThat(manifests
                        .find(Service.class, "mail-mail-sender-headless")
                        .orElseThrow()
                        .getMetadata()
                        .getLabels())
                .doesNotContainKey("tier");
    }

    private static ServiceSpec service(String values) {
        return Chart.render(values)
                .find(Service.class, "mail-mail-sender")
                .orElseThrow()
                .getSpec();
    }
}
