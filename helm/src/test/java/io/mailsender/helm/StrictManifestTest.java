package io.mailsender.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictManifestTest {

    private static final String GOOD = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: x, labels: {a: b}}
            spec:
              replicas: 1
              template:
                spec:
                  containers:
                    - name: c
                      env: [{name: A, value: "1"}]
                      livenessProbe: {httpGet: {path: /, port: http}, periodSeconds: 5}
                      resources: {requests: {memory: 1Gi}}
            """;

    @Test
    void acceptsAValidManifest() {
        assertThat(StrictManifest.parse(Chart.parse(GOOD)).getMetadata().getName())
                .isEqualTo("x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "livenessProbe:->livenesProbe:",
                "replicas: 1->replicas: two",
                "replicas: 1->replica: 1",
                "httpGet:->httpget:",
                "value: \"1\"->value: 1",
                "{a: b}->{a: 1}",
                "{a: b}->{a: true}",
                "path: /,->path: /, pathh: /,",
                "kind: Deployment->kind: Deploiment",
                "apps/v1->apps/v2",
                "requests:->request:"
            })
    void refusesAnInvalidManifest(String change) {
        String[] fromTo = change.split("->");
        String bad = GOOD.replace(fromTo[0], fromTo[1]);
        assertThat(bad).isNotEqualTo(GOOD);

        assertThatThrownBy(() -> StrictManifest.parse(Chart.parse(bad))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{apiVersion: monitoring.coreos.com/v1, kind: ServiceMonitor, metadata: {name: x}, spec: {endpoints: [{prt: http}]}}",
                "{apiVersion: monitoring.coreos.com/v1, kind: PrometheusRule, metadata: {name: x}, spec: {groups: [{name: a, rules: [{alrt: A}]}]}}",
                "{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: x}, spec: {parentrefs: []}}",
                "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: x}, spec: {egress: [{too: []}]}}"
            })
    void refusesUnknownFieldsInOtherKinds(String bad) {
        assertThatThrownBy(() -> StrictManifest.parse(Chart.parse(bad)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Unrecognized field");
    }
}
