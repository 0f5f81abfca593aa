/**
 * The Java client of the Mail Sender daemon. {@link io.mailsender.client.MailSender} returns a {@code MailSenderApi}, which the build
 * generates from {@code openapi.yml}, with one method for each operation; the documents are in {@code io.mailsender.client.model}.
 *
 * <p>Every operation builds its request and reads its answer through {@code Exchange}. Nothing is repeated and no redirect is followed. A
 * call that fails throws {@link io.mailsender.client.ApiException}, which says whether the mail may have been sent.
 */
package io.mailsender.client;
