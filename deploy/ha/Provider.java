import io.mailsender.testing.MailSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A mock of Mailgun. Arguments: the address and port to listen on, and a file. For every mail that it has read
 * completely it appends a line with the message's id and the recipient to the file, and then answers after 20 to 120 ms.
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
