package io.mailsender.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The differences between the kinds of store. */
class StoreTest {

    private static final String DATABASE =
            "store: {kind: postgresql, postgresql: {url: 'jdbc:postgresql://a,b/mails?targetServerType=primary', existingSecret: db}}\n";

    @Test
    void sqliteRunsOneDaemonWithARetainedVolume() {
        Manifests manifests = Chart.render("{}");
        StatefulSetSpec set = manifests.only(StatefulSet.class).getSpec();

        assertThat(manifests.every(Deployment.class)).isEmpty();
        assertThat(manifests.every(PodDisruptionBudget.class)).isEmpty();
        assertThat(set.getReplicas()).isEqualTo(1);
        assertThat(set.getPersistentVolumeClaimRetentionPolicy().getWhenDeleted())
                .isEqualTo("Retain");
        PersistentVolumeClaim claim = set.getVolumeClaimTemplates().get(0);
        assertThat(claim.getSpec().getResources().getRequests().get("storage").toString())
                .isEqualTo("8Gi");
        assertThat(manifests.pod().getTopologySpreadConstraints()).isEmpty();

        String file = store(manifests).get("file").toString();
        assertThat(store(manifests)).containsEntry("kind", "sqlite");
        assertThat(mounts(manifests)).anySatisfy(mount -> {
            assertThat(mount.getName()).isEqualTo(claim.getMetadata().getName());
            assertThat(file).startsWith(mount.getMountPath() + "/");
        });
    }

    @Test
    void usesAnExistingClaim() {
        Manifests manifests = Chart.render("store: {sqlite: {existingClaim: mails}}");

        assertThat(manifests.only(StatefulSet.class).getSpec().getVolumeClaimTemplates())
                .isEmpty();
        assertThat(manifests.pod().getVolumes())
                .anySatisfy(volume -> assertThat(volume.getPersistentVolumeClaim())
                        .isNotNull()
                        .satisfies(claim -> assertThat(claim.getClaimName()).isEqualTo("mails")));
    }

    @Test
    void postgresqlRunsSeveralDaemonsWithARollingUpdate() {
        Manifests manifests = Chart.render(DATABASE + "replicaCount: 3");
        DeploymentSpec deployment = manifests.only(Deployment.class).getSpec();

        assertThat(manifests.every(StatefulSet.class)).isEmpty();
        assertThat(deployment.getReplicas()).isEqualTo(3);
        assertThat(deployment.getStrategy().getType()).isEqualTo("RollingUpdate");
        assertThat(deployment
                        .getStrategy()
                        .getRollingUpdate()
                        .getMaxUnavailable()
                        .getIntVal())
                .isZero();
        assertThat(manifests
                        .only(PodDisruptionBudget.class)
                        .getSpec()
                        .getMaxUnavailable()
                        .getIntVal())
                .isEqualTo(1);
        assertThat(manifests.pod().getTopologySpreadConstraints())
                .extracting(constraint -> constraint.getTopologyKey())
                .containsExactly("topology.kubernetes.io/zone", "kubernetes.io/hostname");
        assertThat(manifests.pod().getTopologySpreadConstraints())
                .allSatisfy(constraint -> assertThat(
                                manifests.template().getMetadata().getLabels())
                        .containsAllEntriesOf(constraint.getLabelSelector().getMatchLabels()));
        assertThat(store(manifests))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "kind", "postgresql",
                        "url", "jdbc:postgresql://a,b/mails?targetServerType=primary",
                        "username", "${STORE_USERNAME}",
                        "password", "${STORE_PASSWORD}"));
        assertThat(secret(manifests, "STORE_PASSWORD")).isEqualTo("db/password");
        assertThat(secret(manifests, "STORE_USERNAME")).isEqualTo("db/username");
    }

    @Test
    void oneDaemonHasNoDisruptionBudget() {
        Manifests manifests = Chart.render(DATABASE);

        assertThat(manifests.every(PodDisruptionBudget.class)).isEmpty();
        assertThat(manifests.pod().getTopologySpreadConstraints()).isEmpty();
    }

    @Test
    void usesACloudNativePgClusterByItsName() {
        Manifests manifests = Chart.render("store: {kind: postgresql, postgresql: {cluster: pg}}");

        assertThat(store(manifests))
                .containsEntry(
                        "url",
                        "jdbc:postgresql://pg-rw/${STORE_DATABASE}?sslmode=verify-full&sslrootcert=/etc/mail-sender-database/ca.crt");
        assertThat(secret(manifests, "STORE_USERNAME")).isEqualTo("pg-app/username");
        assertThat(secret(manifests, "STORE_PASSWORD")).isEqualTo("pg-app/password");
        assertThat(secret(manifests, "STORE_DATABASE")).isEqualTo("pg-app/dbname");
        assertThat(manifests.pod().getVolumes()).anySatisfy(volume -> {
            assertThat(volume.getSecret()).isNotNull();
            assertThat(volume.getSecret().getSecretName()).isEqualTo("pg-ca");
            assertThat(volume.getSecret().getItems())
                    .singleElement()
                    .satisfies(item -> assertThat(item.getKey()).isEqualTo("ca.crt"));
        });
        assertThat(mounts(manifests))
                .anySatisfy(mount -> assertThat(mount.getMountPath()).isEqualTo("/etc/mail-sender-database"));
    }

    @Test
    void caSecretTurnsVerificationOn() {
        Manifests manifests = Chart.render(DATABASE.replace("existingSecret: db", "existingSecret: db, caSecret: ca"));

        assertThat(store(manifests).get("url").toString())
                .endsWith("?targetServerType=primary&sslmode=verify-full&sslrootcert=/etc/mail-sender-database/ca.crt");
    }

    @Test
    void supportsAutoscaling() {
        Manifests manifests = Chart.render(DATABASE + "autoscaling: {enabled: true}");
        HorizontalPodAutoscaler scaler = manifests.only(HorizontalPodAutoscaler.class);

        assertThat(manifests.only(Deployment.class).getSpec().getReplicas()).isNull();
        assertThat(scaler.getSpec().getScaleTargetRef().getName())
                .isEqualTo(manifests.only(Deployment.class).getMetadata().getName());
        assertThat(scaler.getSpec().getMetrics())
                .singleElement()
                .satisfies(metric -> assertThat(metric.getResource().getName()).isEqualTo("cpu"));
        assertThat(manifests.pod().getContainers().get(0).getResources().getRequests())
                .containsKey("cpu");
        assertThat(manifests.every(PodDisruptionBudget.class)).hasSize(1);
    }

    @Test
    void withoutAStoreNoVolumeIsMounted() {
        Manifests manifests = Chart.render("{store: {kind: none}, replicaCount: 2}");

        assertThat(store(manifests)).containsExactly(Map.entry("kind", "none"));
        assertThat(manifests.only(Deployment.class).getSpec().getReplicas()).isEqualTo(2);
        assertThat(mounts(manifests)).extracting(VolumeMount::getName).containsExactly("config", "tmp");
    }

    private static Map<String, Object> store(Manifests manifests) {
        return Chart.map(Chart.parse(manifests.config()).get("store"));
    }

    private static List<VolumeMount> mounts(Manifests manifests) {
        return manifests.pod().getContainers().get(0).getVolumeMounts();
    }

    private static String secret(Manifests manifests, String variable) {
        EnvVar found = manifests.pod().getContainers().get(0).getEnv().stream()
                .filter(env -> env.getName().equals(variable))
                .findFirst()
                .orElseThrow();
        return found.getValueFrom().getSecretKeyRef().getName() + "/"
                + found.getValueFrom().getSecretKeyRef().getKey();
    }
}
