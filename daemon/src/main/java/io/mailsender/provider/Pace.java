package io.mailsender.provider;

import io.mailsender.common.Rate;
import org.jspecify.annotations.Nullable;

/**
 * How much a vendor takes from an account.
 *
 * @param rate messages per period; {@code null} for any number
 * @param concurrency messages at a time
 */
public record Pace(@Nullable Rate rate, int concurrency) {

    public static final Pace UNLIMITED = new Pace(null, Integer.MAX_VALUE);
}
