package io.mailsender.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every pod of the chart runs in a namespace that enforces the Pod Security Standard "restricted". */
class PodSecurityTest {

    @TempDir
    Path directory;

    static Stream<Path> cases() {
        return Chart.cases();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theDaemonsPodIsRestricted(Path values) {
        PodSpec pod = Chart.render(values).pod();

        assertThat(PodSecurity.violations(pod)).isEmpty();
        assertBeyondTheStandard(pod);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theTestsPodIsRestricted(Path values) throws Exception {
        PodSpec pod = Chart.renderTest(directory, Files.readString(values))
                .only(Pod.class)
                .getSpec();

        assertThat(pod.getInitContainers()).hasSize(1);
        assertThat(PodSecurity.violations(pod)).isEmpty();
        assertBeyondTheStandard(pod);
    }

    private static void assertBeyondTheStandard(PodSpec pod) {
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(PodSecurity.containers(pod))
                .allSatisfy(
                        container -> assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                                .isTrue());
        assertThat(pod.getContainers().get(0).getVolumeMounts())
                .filteredOn(mount -> !Boolean.TRUE.equals(mount.getReadOnly()))
                .allSatisfy(mount ->
                        assertThat(mount.getMountPath()).isIn("/tmp", "/var/lib/mail-sender-daemon", "/etc/relay-ca"));
    }

    /** The SCC restricted-v2 refuses ids outside the namespace's range, in the pod and in each container. */
    @Test
    void setsNoIdsOnOpenShift() throws Exception {
        Path values = Chart.DIRECTORY.resolve("examples/openshift.yaml");
        for (PodSpec pod : List.of(
                Chart.render(values).pod(),
                Chart.renderTest(directory, Files.readString(values))
                        .only(Pod.class)
                        .getSpec())) {
            assertThat(pod.getSecurityContext().getRunAsUser()).isNull();
            assertThat(pod.getSecurityContext().getRunAsGroup()).isNull();
            assertThat(pod.getSecurityContext().getFsGroup()).isNull();
            assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(PodSecurity.containers(pod)).allSatisfy(container -> {
                assertThat(container.getSecurityContext().getRunAsUser()).isNull();
                assertThat(container.getSecurityContext().getRunAsGroup()).isNull();
            });
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {securityContext: null}                                                  | daemon: may gain privileges
            {securityContext: {capabilities: null}}                                  | daemon: keeps capabilities
            {securityContext: {capabilities: {add: [SYS_ADMIN]}}}                    | daemon: adds a capability
            {securityContext: {privileged: true}}                                    | daemon: is privileged
            {securityContext: {runAsUser: 0}}                                        | daemon: runs as root
            {podSecurityContext: {runAsNonRoot: false}}                              | daemon: may run as root
            {podSecurityContext: {seccompProfile: null}}                             | daemon: has no seccomp profile
            {podSecurityContext: {seccompProfile: {type: Unconfined}}}               | daemon: has no seccomp profile
            {extraVolumes: [{name: a, hostPath: {path: /}}]}                         | volume a
            """)
    void findsViolations(String values, String violation) {
        assertThat(PodSecurity.violations(Chart.render(values).pod())).contains(violation);
    }

    @Test
    void findsTheHostsNamespaces() {
        PodSpec pod = Chart.render("{}").pod();
        pod.setHostNetwork(true);

        assertThat(PodSecurity.violations(pod)).contains("the host's namespaces");
    }
}
