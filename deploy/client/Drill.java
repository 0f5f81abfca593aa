package com.example;

import io.mailsender.client.ApiException;
import io.mailsender.client.MailSender;
import io.mailsender.client.MailSenderApi;
import io.mailsender.client.model.Attachment;
import io.mailsender.client.model.SendRequest;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;

/** What every consumer does: sends with an attachment, asks how it went, schedules, handles a refusal and a daemon that is away. */
final class Drill {

    private Drill() {}

    static void run(MailSenderApi mail) throws ApiException {
        var file = new Attachment()
                .filename("größe.txt")
                .contentType("text/plain")
                .content("Grüße 李".getBytes(StandardCharsets.UTF_8));
        var sent = mail.send(request("ann@example.com").addAttachmentsItem(file));
        var message = mail.message(sent.getId());
        check("sent".equals(message.getStatus()), "its status is " + message.getStatus());
        check(message.getAcceptedAt() != null, "it has no time");

        var at = OffsetDateTime.now().plusDays(1).withSecond(0).withNano(0);
        var later = mail.send(
                request("ann@example.com").sendAt(at), MailSender.RESPOND_ASYNC, MailSender.newIdempotencyKey());
        check("cancelled".equals(mail.cancel(later.getId()).getStatus()), "it is not cancelled");

        refused(mail);
        away();
        System.out.println("drill: sent " + sent.getId());
    }

    private static void refused(MailSenderApi mail) {
        try {
            mail.send(request("ann"));
            throw new IllegalStateException("an address without an @ was taken");
        } catch (ApiException e) {
            var errors = MailSender.problem(e).orElseThrow().getErrors();
            check(e.getCode() == 400 && errors.get(0).getField().equals("to[0]"), "another refusal: " + e);
            check(!e.mayHaveBeenSent(), "a refusal leaves doubt");
        }
    }

    private static void away() {
        try {
            MailSender.at("http://127.0.0.1:1").send(request("ann@example.com"));
            throw new IllegalStateException("nobody listens, and it was sent");
        } catch (ApiException e) {
            check(e.getCode() == 0 && !e.mayHaveBeenSent(), "nobody listens, and there is doubt: " + e);
        }
    }

    private static SendRequest request(String to) {
        return new SendRequest().addToItem(to).subject("Grüße").text("Danke, 李");
    }

    private static void check(boolean good, String otherwise) {
        if (!good) {
            throw new IllegalStateException(otherwise);
        }
    }
}
