package io.mailsender.client;

import java.net.http.HttpRequest;

/**
 * A request.
 *
 * @param body tells whether any of it may have left
 */
record Request(HttpRequest http, RequestBody body) {}
