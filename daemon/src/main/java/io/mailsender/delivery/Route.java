package io.mailsender.delivery;

import org.jspecify.annotations.Nullable;

/**
 * A named chain of providers.
 *
 * @param rule {@code null} if only messages that name the route take it
 */
record Route(String name, @Nullable RouteRule rule, Chain chain) {}
