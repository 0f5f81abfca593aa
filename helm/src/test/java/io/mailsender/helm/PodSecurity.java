package io.mailsender.helm;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The Pod Security Standard "restricted" of Kubernetes. */
final class PodSecurity {

    private PodSecurity() {}

    /** All containers, including init containers and sidecars. */
    static List<Container> containers(PodSpec pod) {
        return Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
                .toList();
    }

    static List<String> violations(PodSpec pod) {
        List<String> found = new ArrayList<>();
        PodSecurityContext all = Objects.requireNonNullElseGet(pod.getSecurityContext(), PodSecurityContext::new);
        if (isTrue(pod.getHostNetwork()) || isTrue(pod.getHostPID()) || isTrue(pod.getHostIPC())) {
            found.add("the host's namespaces");
        }
        if (!all.getSysctls().isEmpty()) {
            found.add("sysctls");
        }
        pod.getVolumes().stream()
                .filter(volume -> !isAllowed(volume))
                .forEach(volume -> found.add("volume " + volume.getName()));
        for (Container container : containers(pod)) {
            SecurityContext own = Objects.requireNonNullElseGet(container.getSecurityContext(), SecurityContext::new);
            violations(all, own, container).forEach(words -> found.add(container.getName() + ": " + words));
        }
        return found;
    }

    private static List<String> violations(PodSecurityContext all, SecurityContext own, Container container) {
        List<String> found = new ArrayList<>();
        add(found, isTrue(own.getPrivileged()), "is privileged");
        add(found, !Boolean.FALSE.equals(own.getAllowPrivilegeEscalation()), "may gain privileges");
        add(found, !isTrue(or(own.getRunAsNonRoot(), all.getRunAsNonRoot())), "may run as root");
        add(found, Objects.equals(or(own.getRunAsUser(), all.getRunAsUser()), 0L), "runs as root");
        SeccompProfile seccomp = or(own.getSeccompProfile(), all.getSeccompProfile());
        add(
                found,
                seccomp == null || !List.of("RuntimeDefault", "Localhost").contains(seccomp.getType()),
                "has no seccomp profile");
        boolean dropped =
                own.getCapabilities() != null && own.getCapabilities().getDrop().contains("ALL");
        add(found, !dropped, "keeps capabilities");
        boolean added = own.getCapabilities() != null
                && own.getCapabilities().getAdd().stream().anyMatch(name -> !name.equals("NET_BIND_SERVICE"));
        add(found, added, "adds a capability");
        add(found, own.getProcMount() != null && !own.getProcMount().equals("Default"), "sees more of /proc");
        add(
                found,
                container.getPorts().stream().anyMatch(port -> port.getHostPort() != null),
                "takes a port of the host");
        return found;
    }

    private static boolean isAllowed(Volume volume) {
        return Stream.of(
                        volume.getConfigMap(),
                        volume.getCsi(),
                        volume.getDownwardAPI(),
                        volume.getEmptyDir(),
                        volume.getEphemeral(),
                        volume.getPersistentVolumeClaim(),
                        volume.getProjected(),
                        volume.getSecret())
                .anyMatch(Objects::nonNull);
    }

    private static void add(List<String> found, boolean violated, String words) {
        if (violated) {
            found.add(words);
        }
    }

    private static <T> T or(T own, T all) {
        return own != null ? own : all;
    }

    private static boolean isTrue(Boolean value) {
        return Boolean.TRUE.equals(value);
    }
}
