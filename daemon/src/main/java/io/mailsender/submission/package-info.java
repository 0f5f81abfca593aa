/**
 * {@code POST /send} and {@code /send/batch}. {@code SubmissionReader} checks a request and makes a submission of it; {@code SendService}
 * stores and sends that; {@code SendResponses} answers. Without a store, {@code SendController} sends the message itself.
 *
 * <p>Decisions: docs/rationale/submission.md.
 */
@NullMarked
package io.mailsender.submission;

import org.jspecify.annotations.NullMarked;
