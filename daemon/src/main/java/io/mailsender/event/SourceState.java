package io.mailsender.event;

import java.time.Instant;

/**
 * What has come from a provider.
 *
 * @param first when its first report came
 * @param last when its last report came
 * @param proven when the newest attempt began that a report was about: reports of attempts up to then are known to arrive
 * @param refused when a report was last refused, because it could not be kept; it comes again later. The epoch for never
 */
public record SourceState(Instant first, Instant last, Instant proven, Instant refused) {}
