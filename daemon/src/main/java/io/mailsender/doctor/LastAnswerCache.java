package io.mailsender.doctor;

import io.mailsender.provider.Provider;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The last answer of each provider about its account, until the daemon stops. */
@Singleton
final class LastAnswerCache {

    private final Map<String, List<CheckedFinding>> byProvider = new ConcurrentHashMap<>();

    List<CheckedFinding> keep(Provider provider, List<CheckedFinding> findings) {
        byProvider.put(provider.name(), findings);
        return findings;
    }

    /** Empty if it never answered. */
    List<CheckedFinding> of(Provider provider) {
        return byProvider.getOrDefault(provider.name(), List.of());
    }
}
