package io.mailsender.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.openshift.api.model.monitoring.v1.Endpoint;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of the daemon use the port that it listens on, and TLS if it has a certificate. */
class TransportTest {

    private static final String AROUND = """
            monitoring: {serviceMonitor: {enabled: true}}
            networkPolicy: {ingressNamespaces: [ingress, monitoring]}
            ingress: {enabled: true, hosts: [a.example.com]}
            """;
    private static final String MANAGEMENT = AROUND + "management: {enabled: true, port: 9090}\n";
    private static final String TLS = AROUND + "tls: {existingSecret: cert}\n";

    @TempDir
    Path directory;

    @Test
    void byDefaultAllUseOnePort() {
        Manifests manifests = Chart.render(AROUND);

        assertThat(probes(manifests)).allSatisfy(probe -> {
            assertThat(probe.getPort().getStrVal()).isEqualTo("http");
            assertThat(probe.getScheme()).isEqualTo("HTTP");
        });
        assertThat(endpoint(manifests).getPort()).isEqualTo("http");
        assertThat(endpoint(manifests).getScheme()).isNull();
        assertThat(service(manifests)).extracting(ServicePort::getName).containsExactly("http");
        assertThat(server(manifests)).doesNotContainKeys("management-port", "tls");
    }

    @Test
    void healthAndMetricsMayHaveTheirOwnPort() {
        Manifests manifests = Chart.render(MANAGEMENT);
        Container daemon = manifests.pod().getContainers().get(0);

        assertThat(server(manifests)).containsEntry("management-host", "0.0.0.0");
        assertThat(daemon.getPorts()).anySatisfy(port -> {
            assertThat(port.getName()).isEqualTo("management");
            assertThat(port.getContainerPort()).isEqualTo(server(manifests).get("management-port"));
        });
        assertThat(probes(manifests))
                .hasSize(3)
                .allSatisfy(probe -> assertThat(probe.getPort().getStrVal()).isEqualTo("management"));
        assertThat(endpoint(manifests).getPort()).isEqualTo("management");
        assertThat(service(manifests)).anySatisfy(port -> {
            assertThat(port.getName()).isEqualTo("management");
            assertThat(port.getPort()).isEqualTo(9090);
            assertThat(port.getTargetPort().getStrVal()).isEqualTo("management");
        });
        assertThat(manifests
                        .only(NetworkPolicy.class)
                        .getSpec()
                        .getIngress()
                        .get(0)
                        .getPorts())
                .extracting(port -> port.getPort().getStrVal())
                .containsExactly("http", "management");
        assertThat(manifests.only(Ingress.class).toString()).doesNotContain("management");
    }

    @Test
    void withACertificateAllUseTls() throws Exception {
        Manifests manifests = Chart.render(TLS);

        assertThat(server(manifests))
                .containsEntry(
                        "tls",
                        Map.of("certificate", "/etc/mail-sender-tls/tls.crt", "key", "/etc/mail-sender-tls/tls.key"));
        assertThat(manifests.pod().getVolumes()).anySatisfy(volume -> {
            assertThat(volume.getName()).isEqualTo("tls");
            assertThat(volume.getSecret().getSecretName()).isEqualTo("cert");
        });
        assertThat(probes(manifests))
                .allSatisfy(probe -> assertThat(probe.getScheme()).isEqualTo("HTTPS"));
        assertThat(endpoint(manifests).getScheme()).isEqualTo("https");
        assertThat(endpoint(manifests).getTlsConfig().getServerName()).isEqualTo("mail-mail-sender.apps.svc");
        assertThat(endpoint(manifests).getTlsConfig().getCa().getSecret().getName())
                .isEqualTo("cert");
        assertThat(endpoint(manifests).getTlsConfig().getInsecureSkipVerify()).isNull();
        assertThat(service(manifests))
                .allSatisfy(port -> assertThat(port.getAppProtocol()).isEqualTo("https"));

        Pod hook = Chart.renderTest(directory, TLS).only(Pod.class);
        List<String> curl = hook.getSpec().getContainers().get(0).getArgs();
        assertThat(curl.get(curl.size() - 1)).startsWith("https://mail-mail-sender.apps.svc:8080/");
        assertThat(curl).contains("--cacert").doesNotContain("--insecure", "-k");
        assertThat(PodSecurity.violations(hook.getSpec())).isEmpty();
        assertThat(PodSecurity.violations(manifests.pod())).isEmpty();
    }

    private static List<HTTPGetAction> probes(Manifests manifests) {
        Container daemon = manifests.pod().getContainers().get(0);
        return Stream.of(daemon.getStartupProbe(), daemon.getLivenessProbe(), daemon.getReadinessProbe())
                .map(probe -> probe.getHttpGet())
                .toList();
    }

    private static Endpoint endpoint(Manifests manifests) {
        return manifests.only(ServiceMonitor.class).getSpec().getEndpoints().get(0);
    }

    private static List<ServicePort> service(Manifests manifests) {
        return manifests
                .find(Service.class, "mail-mail-sender")
                .orElseThrow()
                .getSpec()
                .getPorts();
    }

    private static Map<String, Object> server(Manifests manifests) {
        return Chart.map(Chart.parse(manifests.config()).get("server"));
    }
}
