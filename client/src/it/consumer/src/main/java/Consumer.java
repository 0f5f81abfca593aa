import io.mailsender.client.MailSender;
import io.mailsender.client.model.SendRequest;

class Consumer {
    public static void main(String[] args) throws Exception {
        var mail = MailSender.at(args[0]);
        var request = new SendRequest().addToItem("ann@example.com").subject("Grüße").text("Danke für alles, 李");
        var result = mail.send(request);
        System.out.println("sent via " + result.getProviderUsed() + ", id " + result.getId());
    }
}
