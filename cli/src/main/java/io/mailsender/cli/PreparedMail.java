package io.mailsender.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A mail with its envelope, ready to be handed to the daemon.
 *
 * @param sender the return path; {@code null} for the daemon's choice
 * @param bytes lines end with CR LF
 */
record PreparedMail(@Nullable String sender, List<String> recipients, byte[] bytes) {}
