package com.example;

import io.mailsender.client.ApiException;
import io.mailsender.client.MailSender;
import io.mailsender.client.MailSenderApi;
import io.mailsender.client.model.Attachment;
import io.mailsender.client.model.SendRequest;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;

/** Uses the client as a consumer does: sends with an attachment, reads the status, schedules and cancels, handles errors. */
final class Drill {

    private Drill() {}

    static void run(MailSenderApi mail) throws ApiException {
        var file = new Attachment()
                .filename("größe.txt")
                .contentType("text/plain")
                .content("Grüße 李".getBytes(StandardCharsets.UTF_8));
        var sent = mail.send(request("ann@example.com").addAttachmentsItem(file));
        var message = mail.message(sent.getId());
        check("sent".equals(message.getStatus()), "the status is " + message.getStatus() + ", not sent");
        check(message.getAcceptedAt() != null, "accepted_at is missing");

        var at = OffsetDateTime.now().plusDays(1).withSecond(0).withNano(0);
        var later = mail.send(
                request("ann@example.com").sendAt(at), MailSender.RESPOND_ASYNC, MailSender.newIdempotencyKey());
        check("cancelled".equals(mail.cancel(later.getId()).getStatus()), "the scheduled mail is not cancelled");

        checkRefusal(mail);
        checkNoDaemon();
        System.out.println("drill: sent " + sent.getId());
    }

    private static void checkRefusal(MailSenderApi mail) {
        try {
            mail.send(request("ann"));
            throw new IllegalStateException("the daemon accepted an address without @");
        } catch (ApiException e) {
            var errors = MailSender.problem(e).orElseThrow().getErrors();
            check(e.getCode() == 400 && errors.get(0).getField().equals("to[0]"), "unexpected refusal: " + e);
            check(!e.mayHaveBeenSent(), "mayHaveBeenSent() is true for a refusal");
        }
    }

    private static void checkNoDaemon() {
        try {
            MailSender.at("http://127.0.0.1:1").send(request("ann@example.com"));
            throw new IllegalStateException("a call without a daemon succeeded");
        } catch (ApiException e) {
            check(e.getCode() == 0 && !e.mayHaveBeenSent(), "mayHaveBeenSent() is true without a daemon: " + e);
        }
    }

    private static SendRequest request(String to) {
        return new SendRequest().addToItem(to).subject("Grüße").text("Danke, 李");
    }

    private static void check(boolean passed, String message) {
        if (!passed) {
            throw new IllegalStateException(message);
        }
    }
}
