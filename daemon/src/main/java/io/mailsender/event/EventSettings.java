package io.mailsender.event;

import io.mailsender.common.PositiveDuration;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Settings {@code events}.
 *
 * @param publicUrl where providers reach this daemon, for example {@code https://mail.example.com}; {@code null} if they do not
 * @param maxBacklog the most events that wait to be matched; further ones are answered 503, so that the vendor posts them again;
 *     100,000 by default
 * @param resendAfter how long after an unknown attempt, if its provider reported later attempts and not this one, a marked copy is
 *     sent; {@code null} for never
 */
@ConfigurationProperties("events")
public record EventSettings(
        @Nullable URI publicUrl,
        @Bindable(defaultValue = "100000") @Min(1_000) int maxBacklog,
        @Nullable Duration resendAfter) {

    public EventSettings {
        if (publicUrl != null && (publicUrl.getHost() == null || publicUrl.getUserInfo() != null)) {
            throw new IllegalArgumentException("public-url must be a URL such as https://mail.example.com");
        }
        if (resendAfter != null) {
            PositiveDuration.require("resend-after", resendAfter);
        }
    }

    /** Where a provider posts its reports; {@code null} if the public URL is not configured. */
    public @Nullable URI url(String provider) {
        return publicUrl == null ? null : URI.create(publicUrl.toString().replaceAll("/$", "") + "/events/" + provider);
    }
}
