/**
 * What all HTTP endpoints share, without knowing any feature: errors, request bodies, the client's address, the OpenAPI document and the
 * shutdown delay.
 *
 * <p>A controller throws {@link io.mailsender.http.ProblemException}, which becomes a problem response (RFC 9457). Errors of the
 * framework get the same form. A subclass of {@link io.mailsender.http.StrictJson} reads a body and names the field at fault; unknown
 * fields and query parameters are refused. {@link io.mailsender.http.ErrorResponses} and {@link io.mailsender.http.ApiPattern} are for the
 * annotations that describe the API.
 *
 * <p>Decisions: docs/rationale/http.md.
 */
@NullMarked
package io.mailsender.http;

import org.jspecify.annotations.NullMarked;
