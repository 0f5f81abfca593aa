/**
 * The adapters, one for each kind of provider. A new one is a final class named after the kind that extends
 * {@link io.mailsender.provider.HttpProvider}, with a nested {@code @EachProperty("providers.KIND")} record for its settings; a test
 * that extends {@code HttpProviderContract}; a block in {@code config.yml.default}; and a row in README's table. No other code changes.
 * CONTRIBUTING.md has the steps.
 *
 * <p>An adapter makes at most one POST (another one only after a 401 for a cached token) or one DATA per attempt, completes normally whatever the far end does, and never blocks its
 * caller. It decides on the vendor's error code before the status, because vendors give one status several meanings, and reports sent
 * or not sent only if that is certain. Settings with a secret leave it out of {@code toString}.
 *
 * <p>Every other class of an adapter is package-private and has a name that begins with the adapter's. Adapters do not use each other,
 * no other package uses them, and they use {@code oauth}, {@code provider}, {@code provider.event}, {@code message}, {@code config} and {@code common}
 * only.
 *
 * <p>Decisions: docs/rationale/provider.md.
 */
@NullMarked
package io.mailsender.provider.adapter;

import org.jspecify.annotations.NullMarked;
