import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The SMTP server that the daemon sends to. It keeps each mail as N.mail, byte for byte without the dots of the transport, and its MAIL and RCPT
 * commands as N.envelope.
 */
final class NextHop {

    private static final AtomicInteger COUNT = new AtomicInteger();

    /** @param args the folder for the mails, and the port */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        try (ServerSocket server = new ServerSocket(Integer.parseInt(args[1]), 100, InetAddress.getLoopbackAddress())) {
            while (true) {
                Socket client = server.accept();
                new Thread(() -> serve(client, folder)).start();
            }
        }
    }

    private static void serve(Socket socket, Path folder) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            StringBuilder envelope = new StringBuilder();
            reply(out, "220 next.example ESMTP");
            byte[] line;
            while ((line = line(in)).length > 0) {
                String command = new String(line, StandardCharsets.UTF_8).strip();
                String word = command.split(" ", 2)[0].toUpperCase(Locale.ROOT);
                switch (word) {
                    case "EHLO" -> reply(out, "250-next.example\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 50000000");
                    case "MAIL", "RCPT" -> {
                        envelope.append(command).append('\n');
                        reply(out, "250 2.1.0 OK");
                    }
                    case "DATA" -> {
                        reply(out, "354 Go ahead");
                        byte[] mail = mail(in);
                        if (mail == null) {
                            return;
                        }
                        keep(folder, envelope.toString(), mail);
                        envelope.setLength(0);
                        reply(out, "250 2.0.0 OK");
                    }
                    case "RSET" -> {
                        envelope.setLength(0);
                        reply(out, "250 2.0.0 OK");
                    }
                    case "QUIT" -> {
                        reply(out, "221 2.0.0 Bye");
                        return;
                    }
                    default -> reply(out, "250 2.0.0 OK");
                }
            }
        } catch (IOException e) {
            System.err.println("The next hop lost a client: " + e);
        }
    }

    /** The mail up to its final dot; {@code null} if the client went away. */
    private static byte[] mail(InputStream in) throws IOException {
        ByteArrayOutputStream mail = new ByteArrayOutputStream();
        while (true) {
            byte[] line = line(in);
            if (line.length == 0) {
                return null;
            }
            boolean dot = line[0] == '.';
            if (dot && line.length == 3 && line[1] == '\r' && line[2] == '\n') {
                return mail.toByteArray();
            }
            mail.write(line, dot ? 1 : 0, dot ? line.length - 1 : line.length);
        }
    }

    /** With its CR LF; empty at the end of the stream. */
    private static byte[] line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int before = 0;
        int b;
        while ((b = in.read()) >= 0) {
            line.write(b);
            if (before == '\r' && b == '\n') {
                return line.toByteArray();
            }
            before = b;
        }
        return new byte[0];
    }

    /** The mail appears last, under its final name: whoever sees it sees the whole of it. */
    private static void keep(Path folder, String envelope, byte[] mail) throws IOException {
        int number = COUNT.incrementAndGet();
        Files.writeString(folder.resolve(number + ".envelope"), envelope);
        Path part = Files.write(folder.resolve(number + ".part"), mail);
        Files.move(part, folder.resolve(number + ".mail"));
    }

    private static void reply(OutputStream out, String text) throws IOException {
        out.write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }
}
