package io.mailsender.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import org.junit.jupiter.api.Test;

/** An operator's additions to the chart's resources. */
class ExtraTest {

    private static final String BESIDE = """
            initContainers: [{name: first, image: a, command: [wait]}]
            extraContainers: [{name: proxy, image: b}, {name: own, image: c, securityContext: {runAsUser: 5}}]
            """;

    @Test
    void containersRunBeforeAndBesideTheDaemon() {
        PodSpec pod = Chart.render(BESIDE).pod();

        assertThat(pod.getInitContainers()).extracting(Container::getName).containsExactly("first");
        assertThat(pod.getContainers()).extracting(Container::getName).containsExactly("daemon", "proxy", "own");
    }

    /** So that they may run in a namespace that enforces the Pod Security Standard "restricted". */
    @Test
    void oneWithoutASecurityContextGetsTheCharts() {
        PodSpec pod = Chart.render(BESIDE).pod();

        assertThat(pod.getInitContainers().get(0).getSecurityContext())
                .isEqualTo(pod.getContainers().get(0).getSecurityContext());
        assertThat(pod.getContainers().get(1).getSecurityContext())
                .isEqualTo(pod.getContainers().get(0).getSecurityContext());
        assertThat(pod.getContainers().get(2).getSecurityContext().getCapabilities())
                .isNull();
        assertThat(Chart.render("securityContext: null\n" + BESIDE)
                        .pod()
                        .getContainers()
                        .get(1)
                        .getSecurityContext())
                .isNull();
    }

    @Test
    void variablesMayComeFromWholeSecrets() {
        Manifests manifests = Chart.render("""
                envFrom: [{secretRef: {name: mail}}, {configMapRef: {name: "{{ .Release.Name }}-more", optional: true}, prefix: X_}]
                config: {providers: {a: {kind: mailgun, domain: a.example.com, from: a@example.com, api-key: "${MAILGUN}"}}}
                """);
        Container daemon = manifests.pod().getContainers().get(0);

        assertThat(daemon.getEnvFrom().get(0).getSecretRef().getName()).isEqualTo("mail");
        assertThat(daemon.getEnvFrom().get(1).getConfigMapRef().getName()).isEqualTo("mail-more");
        assertThat(daemon.getEnvFrom().get(1).getPrefix()).isEqualTo("X_");
        assertThat(manifests.config()).contains("${MAILGUN}");
    }

    @Test
    void dnsSettingsReachThePod() {
        PodSpec pod = Chart.render("""
                dnsPolicy: None
                dnsConfig: {nameservers: [192.0.2.53], options: [{name: ndots, value: "1"}]}
                hostAliases: [{ip: 192.0.2.1, hostnames: [relay.example.com]}]
                runtimeClassName: gvisor
                """).pod();

        assertThat(pod.getDnsPolicy()).isEqualTo("None");
        assertThat(pod.getDnsConfig().getNameservers()).containsExactly("192.0.2.53");
        assertThat(pod.getDnsConfig().getOptions().get(0).getValue()).isEqualTo("1");
        assertThat(pod.getHostAliases().get(0).getHostnames()).containsExactly("relay.example.com");
        assertThat(pod.getRuntimeClassName()).isEqualTo("gvisor");
    }

    @Test
    void theWorkloadHasItsOwnAnnotations() {
        String annotations =
                "workloadAnnotations: {reloader.stakater.com/auto: 'true'}\ncommonAnnotations: {team: mail}\n";
        StatefulSet set = Chart.render(annotations).only(StatefulSet.class);
        Deployment deployment =
                Chart.render(annotations + "store: {kind: none}").only(Deployment.class);

        assertThat(set.getMetadata().getAnnotations())
                .containsEntry("reloader.stakater.com/auto", "true")
                .containsEntry("team", "mail");
        assertThat(deployment.getMetadata().getAnnotations()).containsEntry("reloader.stakater.com/auto", "true");
        assertThat(set.getSpec().getTemplate().getMetadata().getAnnotations())
                .doesNotContainKey("reloader.stakater.com/auto")
                .containsEntry("team", "mail");
    }

    @Test
    void commonAnnotationsAreEverywhere() {
        assertThat(Chart.render("""
                        commonAnnotations: {team: mail}
                        monitoring: {serviceMonitor: {enabled: true}, prometheusRule: {enabled: true}, dashboard: {enabled: true}}
                        networkPolicy: {ingressNamespaces: [a]}
                        ingress: {enabled: true, hosts: [a.example.com], annotations: {own: a}}
                        httpRoute: {enabled: true, parentRefs: [{name: a}]}
                        """).all())
                .hasSizeGreaterThan(10)
                .allSatisfy(manifest ->
                        assertThat(manifest.getMetadata().getAnnotations()).containsEntry("team", "mail"));
    }

    @Test
    void furtherManifestsAreBlocksOrTemplates() {
        Manifests manifests = Chart.render("""
                extraObjects:
                  - {apiVersion: v1, kind: ConfigMap, metadata: {name: one, namespace: apps}, data: {of: "{{ .Release.Name }}"}}
                  - |
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: {{ include "mail-sender.fullname" . }}-two, namespace: apps}
                """);

        assertThat(manifests.find(ConfigMap.class, "one").orElseThrow().getData())
                .containsEntry("of", "mail");
        assertThat(manifests.find(ConfigMap.class, "mail-mail-sender-two")).isPresent();
        assertThat(manifests.all()).extracting(HasMetadata::getKind).contains("StatefulSet");
    }

    /** Adding the chart's selector would duplicate the key. */
    @Test
    void aSpreadConstraintMayHaveItsOwnSelector() {
        PodSpec pod = Chart.render("""
                store: {kind: none}
                replicaCount: 2
                topologySpreadConstraints:
                  - {topologyKey: a, maxSkew: 1, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {x: z}}}
                  - {topologyKey: b, maxSkew: 1, whenUnsatisfiable: DoNotSchedule}
                """).pod();

        assertThat(pod.getTopologySpreadConstraints().get(0).getLabelSelector().getMatchLabels())
                .containsOnlyKeys("x");
        assertThat(pod.getTopologySpreadConstraints().get(1).getLabelSelector().getMatchLabels())
                .containsKey("app.kubernetes.io/instance");
    }
}
