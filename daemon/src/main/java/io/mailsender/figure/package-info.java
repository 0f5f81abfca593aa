/**
 * Figures for people who watch the gateway: the overview, the queue, what needs a person, and the recent attempts of each provider.
 *
 * <p>{@code BucketCache} keeps the figures of each piece of time that is over, so that only the newest pieces are counted again; {@code
 * SharedAnswer} lets callers who ask at the same time share one answer. The port {@link io.mailsender.figure.FigureStore} counts, with a
 * bound on each count. {@link io.mailsender.figure.ProviderFigures} counts in memory, at this node.
 *
 * <p>Decisions: docs/rationale/figure.md.
 */
@NullMarked
package io.mailsender.figure;

import org.jspecify.annotations.NullMarked;
