package io.mailsender.client;

import java.net.http.HttpRequest;

/** A request, and how far it came. */
record Request(HttpRequest http, RequestBody body) {}
