import io.mailsender.testing.MailSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Plays Mailgun at the address and port that are its first two arguments, and writes a line for every mail that it
 * has read to the end into the file that is the third: the gateway's id and the recipient. It does so before it
 * answers, which takes 20 to 120 ms.
 */
final class Provider {

    private final Path mails;

    private Provider(Path mails) {
        this.mails = mails;
    }

    public static void main(String[] args) throws IOException {
        Provider provider = new Provider(Path.of(args[2]));
        MailSink.start(new InetSocketAddress(args[0], Integer.parseInt(args[1])), provider::write).delay(20, 120);
    }

    private synchronized void write(MailSink.Mail mail) {
        try {
            Files.writeString(
                    mails, mail.id() + "\t" + mail.to() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
