package io.mailsender.helm;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rendered manifests. */
record Manifests(List<Map<String, Object>> documents) {

    /** All manifests, parsed strictly. */
    List<HasMetadata> all() {
        return documents.stream().map(StrictManifest::parse).toList();
    }

    <T extends HasMetadata> Optional<T> find(Class<T> kind, String name) {
        return all().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .filter(found -> found.getMetadata().getName().equals(name))
                .findFirst();
    }

    <T extends HasMetadata> List<T> every(Class<T> kind) {
        return all().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    <T extends HasMetadata> T only(Class<T> kind) {
        List<T> found = every(kind);
        if (found.size() != 1) {
            throw new AssertionError("expected 1 " + kind.getSimpleName() + ", found " + found.size());
        }
        return found.get(0);
    }

    /** The pod template of the StatefulSet or Deployment. */
    PodTemplateSpec template() {
        return every(StatefulSet.class).isEmpty()
                ? only(Deployment.class).getSpec().getTemplate()
                : only(StatefulSet.class).getSpec().getTemplate();
    }

    PodSpec pod() {
        return template().getSpec();
    }

    /** The daemon's config.yml. */
    String config() {
        String name = pod().getVolumes().get(0).getConfigMap().getName();
        return find(ConfigMap.class, name).orElseThrow().getData().get("config.yml");
    }
}
