import jakarta.mail.Address;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Arrays;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPMessage;

/** Sends the mail on standard input with Jakarta Mail. Environment: see client.py. */
final class Angus {

    public static void main(String[] args) throws Exception {
        String mode = System.getenv("MODE");
        String name = mode.equals("implicit") ? "smtps" : "smtp";
        String prefix = "mail." + name + ".";
        Properties settings = new Properties();
        settings.setProperty(prefix + "auth", "true");
        settings.setProperty(prefix + "auth.mechanisms", System.getenv("AUTH").toUpperCase());
        settings.setProperty(prefix + "starttls.enable", String.valueOf(mode.equals("starttls")));
        settings.setProperty(prefix + "starttls.required", String.valueOf(mode.equals("starttls")));
        settings.setProperty(prefix + "allow8bitmime", "true");
        settings.setProperty("mail.mime.allowutf8", String.valueOf(!System.getenv().getOrDefault("UTF8", "").isEmpty()));
        settings.setProperty(prefix + "from", System.getenv("SENDER"));
        Session session = Session.getInstance(settings);
        SMTPMessage mail = new SMTPMessage(session, System.in);
        mail.setEnvelopeFrom(System.getenv("SENDER"));
        Address[] recipients = Arrays.stream(System.getenv("RECIPIENTS").split(" "))
                .map(Angus::address)
                .toArray(Address[]::new);
        try (Transport transport = session.getTransport(name)) {
            transport.connect(System.getenv("HOST"), Integer.parseInt(System.getenv("PORT")), "shop", System.getenv("KEY"));
            transport.sendMessage((MimeMessage) mail, recipients);
        } catch (jakarta.mail.MessagingException e) {
            for (Exception cause = e; cause != null; cause = cause instanceof jakarta.mail.MessagingException m ? m.getNextException() : null) {
                System.err.println(cause.getMessage());
            }
            System.exit(1);
        }
    }

    private static Address address(String text) {
        InternetAddress address = new InternetAddress();
        address.setAddress(text);
        return address;
    }
}
