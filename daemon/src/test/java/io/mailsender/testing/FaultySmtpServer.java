package io.mailsender.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;

/**
 * An SMTP server that misbehaves on demand, on a free port of the loopback interface. If it misbehaves after the final dot without
 * refusing the message, it has accepted the message: the worst case for a client that does not see the reply.
 */
public final class FaultySmtpServer implements AutoCloseable {

    public enum Security {
        NONE,
        STARTTLS,
        IMPLICIT_TLS
    }

    public enum Step {
        GREETING,
        EHLO,
        STARTTLS,
        AUTH,
        MAIL,
        RCPT,
        DATA,
        BODY,
        FINAL_DOT,
        AFTER_REPLY,
        QUIT
    }

    /** The fault and its step. S01 (no server) is a closed server. */
    public enum Fault {
        NONE(Step.QUIT, "221 2.0.0 bye"),
        S02_GREETING_421(Step.GREETING, "421 4.3.2 shutting down"),
        S02_GREETING_554(Step.GREETING, "554 5.7.1 no service for you"),
        S02_GREETING_SILENCE(Step.GREETING, Fault.SILENCE),
        SIZE_10(Step.EHLO, "250 SIZE 10"),
        NO_AUTH(Step.EHLO, "250 SIZE 50000000"),
        S03_STARTTLS_REFUSED(Step.STARTTLS, "454 4.7.0 TLS not available"),
        S03_STARTTLS_STRIPPED(Step.STARTTLS, "502 5.5.1 not implemented"),
        S03_STARTTLS_NO_TLS(Step.STARTTLS, "220 go"),
        X32_STARTTLS_INJECTED(Step.STARTTLS, "220 go\r\n250-localhost\r\n250 SIZE 1"),
        S04_AUTH_535(Step.AUTH, "535 5.7.8 authentication failed"),
        S04_AUTH_454(Step.AUTH, "454 4.7.0 try again later"),
        S04_AUTH_DROP(Step.AUTH, Fault.DROP),
        S05_MAIL_451(Step.MAIL, "451 4.3.0 try again later"),
        S05_MAIL_421(Step.MAIL, "421 4.7.0 too many messages"),
        S05_MAIL_530(Step.MAIL, "530 5.7.0 authentication required"),
        S05_MAIL_550(Step.MAIL, "550 5.7.1 sender not verified"),
        S06_RCPT_550(Step.RCPT, "550 5.1.1 no such user"),
        S07_RCPT_550_SOME(Step.RCPT, "550 5.1.1 no such user"),
        S08_RCPT_451(Step.RCPT, "451 4.7.1 greylisted"),
        S08_RCPT_451_SOME(Step.RCPT, "451 4.7.1 greylisted"),
        S09_RCPT_DROP(Step.RCPT, Fault.DROP),
        S10_DATA_421(Step.DATA, "421 4.3.0 closing"),
        S10_DATA_DROP(Step.DATA, Fault.DROP),
        S11_BODY_DROP(Step.BODY, Fault.DROP),
        S12_DOT_DROP(Step.FINAL_DOT, Fault.DROP),
        S12_DOT_SILENCE(Step.FINAL_DOT, Fault.SILENCE),
        S13_DOT_451(Step.FINAL_DOT, "451 4.3.0 try again later"),
        S13_DOT_452(Step.FINAL_DOT, "452 4.3.1 out of space"),
        S14_DOT_550(Step.FINAL_DOT, "550 5.7.1 looks like spam"),
        S14_DOT_552(Step.FINAL_DOT, "552 5.3.4 message too big"),
        S14_DOT_554(Step.FINAL_DOT, "554 5.6.0 refused"),
        S15_DOT_GARBAGE(Step.FINAL_DOT, "<html>gateway timeout</html>"),
        S16_DROP_AFTER_250(Step.AFTER_REPLY, Fault.DROP),
        X22_GREETING_ENDLESS_LINE(Step.GREETING, Fault.ENDLESS_LINE),
        X22_AUTH_ENDLESS_REPLY(Step.AUTH, Fault.ENDLESS_REPLY),
        X22_MAIL_ENDLESS_LINE(Step.MAIL, Fault.ENDLESS_LINE),
        X22_RCPT_ENDLESS_REPLY(Step.RCPT, Fault.ENDLESS_REPLY),
        X22_DATA_ENDLESS_REPLY(Step.DATA, Fault.ENDLESS_REPLY),
        X22_DOT_ENDLESS_REPLY(Step.FINAL_DOT, Fault.ENDLESS_REPLY),
        X22_DOT_ENDLESS_LINE(Step.FINAL_DOT, Fault.ENDLESS_LINE),
        S16_QUIT_SILENCE(Step.QUIT, Fault.SILENCE);

        static final String DROP = "drop";
        static final String SILENCE = "silence";
        static final String ENDLESS_LINE = "250 without the end of a line, or of anything, ";
        static final String ENDLESS_REPLY = "250-one line after the other, and each announces the next\r\n";

        private final Step step;
        private final String answer;

        Fault(Step step, String answer) {
            this.step = step;
            this.answer = answer;
        }

        public Step step() {
            return step;
        }

        private boolean keepsTheMail() {
            return step != Step.FINAL_DOT || !(answer.startsWith("4") || answer.startsWith("5"));
        }
    }

    /**
     * @param data the bytes between DATA and the final dot, as sent (with stuffed dots)
     */
    public record Mail(String from, List<String> recipients, String data) {}

    /** The credentials that AUTH PLAIN accepts. */
    public static final String USER = "user";

    public static final String PASSWORD = "pa55word";

    private final ServerSocket listener;
    private final Security security;
    private final TestCertificate certificate;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger datas = new AtomicInteger();
    private final Queue<Mail> mails = new ConcurrentLinkedQueue<>();
    private final Queue<String> commands = new ConcurrentLinkedQueue<>();
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private volatile Fault fault = Fault.NONE;
    private volatile int delayMillis;

    public FaultySmtpServer() {
        this(Security.NONE, TestCertificate.forLocalhost());
    }

    public FaultySmtpServer(Security security, TestCertificate certificate) {
        this.security = security;
        this.certificate = certificate;
        try {
            this.listener = new ServerSocket();
            listener.setReceiveBufferSize(
                    4096); // so that a large body is still in transit when S11 drops the connection
            listener.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    /** The loopback address of the family that this machine prefers. */
    public String address() {
        return listener.getInetAddress().getHostAddress();
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Sets the fault, also for open connections. */
    public FaultySmtpServer fault(Fault next) {
        fault = next;
        return this;
    }

    /** The longest delay before it replies to a message that it has accepted. */
    public FaultySmtpServer delay(int maxMillis) {
        delayMillis = maxMillis;
        return this;
    }

    public int connections() {
        return connections.get();
    }

    /** How often it received DATA, which is the number of attempts. */
    public int datas() {
        return datas.get();
    }

    /** The messages it took responsibility for. */
    public List<Mail> mails() {
        return List.copyOf(mails);
    }

    /** Every command line, in the order received. */
    public List<String> commands() {
        return List.copyOf(commands);
    }

    /** Ends every session, as a server ends idle ones; first sends {@code lastWords}, unless they are empty. */
    public void hangUp(String lastWords) {
        sessions.forEach(session -> session.hangUp(lastWords));
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        hangUp("");
    }

    private void accept() {
        try {
            while (true) {
                Session session = new Session(listener.accept());
                connections.incrementAndGet();
                sessions.add(session);
                start(session);
            }
        } catch (IOException e) {
            // closed
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "faulty-smtp-server");
        thread.setDaemon(true);
        thread.start();
    }

    private final class Session implements Runnable {

        private final Socket raw;
        private Socket socket;
        private InputStream in = InputStream.nullInputStream();
        private OutputStream out = OutputStream.nullOutputStream();
        private String from = "";
        private List<String> recipients = new ArrayList<>();

        Session(Socket socket) {
            this.raw = socket;
            this.socket = socket;
        }

        @Override
        public void run() {
            try {
                use(security == Security.IMPLICIT_TLS ? overTls() : raw);
                if (say(Step.GREETING, "220 localhost ESMTP")) {
                    boolean goesOn = true;
                    while (goesOn) {
                        String line = readLine();
                        commands.add(line);
                        goesOn = answer(line);
                    }
                }
            } catch (IOException e) {
                // the client hung up
            } finally {
                hangUp("");
                sessions.remove(this);
            }
        }

        private boolean answer(String line) throws IOException {
            String verb = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
            switch (verb) {
                case "EHLO":
                    return reply(capabilities());
                case "STARTTLS":
                    if (!say(Step.STARTTLS, "220 go")
                            || (fault.step == Step.STARTTLS && !fault.answer.startsWith("220"))) {
                        return true;
                    }
                    if (fault == Fault.S03_STARTTLS_NO_TLS) {
                        in.read();
                        reply("this is no TLS");
                        return false;
                    }
                    use(overTls());
                    return true;
                case "AUTH":
                    return say(Step.AUTH, isRight(line) ? "235 2.7.0 welcome" : "535 5.7.8 wrong user or password");
                case "MAIL":
                    from = address(line);
                    recipients = new ArrayList<>();
                    return say(Step.MAIL, "250 2.1.0 sender ok");
                case "RCPT":
                    return rcpt(address(line));
                case "DATA":
                    datas.incrementAndGet();
                    return say(Step.DATA, "354 go ahead") && (fault.step == Step.DATA || data());
                case "QUIT":
                    say(Step.QUIT, "221 2.0.0 bye");
                    return false;
                default:
                    return reply("250 2.0.0 ok");
            }
        }

        private String capabilities() {
            boolean secure = socket instanceof SSLSocket;
            boolean offersTls = security == Security.STARTTLS && !secure && fault != Fault.S03_STARTTLS_STRIPPED;
            boolean offersAuth = (security != Security.STARTTLS || secure) && fault != Fault.NO_AUTH;
            return "250-localhost\r\n" + (offersTls ? "250-STARTTLS\r\n" : "")
                    + (offersAuth ? "250-AUTH PLAIN LOGIN\r\n" : "")
                    + (fault.step == Step.EHLO ? fault.answer : "250 SIZE 50000000");
        }

        private boolean rcpt(String recipient) throws IOException {
            boolean spared = fault.name().endsWith("_SOME") && !recipient.startsWith("refused");
            if (fault.step == Step.RCPT && !spared) {
                return say(Step.RCPT, "");
            }
            recipients.add(recipient);
            return reply("250 2.1.5 recipient ok");
        }

        private boolean data() throws IOException {
            if (fault.step == Step.BODY) {
                in.readNBytes(1000);
                raw.setSoLinger(true, 0); // a reset, so that the client's next write fails
                return false;
            }
            ByteArrayOutputStream data = new ByteArrayOutputStream();
            for (String line = readLine(); !line.equals("."); line = readLine()) {
                data.write((line + "\r\n").getBytes(ISO_8859_1));
            }
            if (fault.keepsTheMail()) {
                mails.add(new Mail(from, List.copyOf(recipients), data.toString(ISO_8859_1)));
                pause();
            }
            boolean drops = fault.step
                    == Step.AFTER_REPLY; // read before the reply, since a test may set the next fault after it
            return say(Step.FINAL_DOT, "250 2.0.0 Ok: queued as Q" + mails.size() + "TEST") && !drops;
        }

        private void pause() {
            try {
                Thread.sleep(ThreadLocalRandom.current().nextInt(delayMillis + 1));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private boolean say(Step step, String regular) throws IOException {
            if (fault.step != step || fault == Fault.NONE) {
                return reply(regular);
            }
            switch (fault.answer) {
                case Fault.DROP:
                    return false;
                case Fault.SILENCE:
                    in.transferTo(OutputStream.nullOutputStream());
                    return false;
                case Fault.ENDLESS_LINE, Fault.ENDLESS_REPLY:
                    while (true) {
                        out.write(fault.answer.getBytes(ISO_8859_1));
                    }
                default:
                    // 421 announces that the connection is closed
                    return reply(fault.answer) && !fault.answer.startsWith("421");
            }
        }

        private boolean reply(String text) throws IOException {
            out.write((text + "\r\n").getBytes(ISO_8859_1));
            out.flush();
            return true;
        }

        private String readLine() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            int previous = -1;
            for (int b = in.read(); b >= 0; b = in.read()) {
                line.write(b);
                if (previous == '\r' && b == '\n') {
                    String text = line.toString(ISO_8859_1);
                    return text.substring(0, text.length() - 2);
                }
                previous = b;
            }
            throw new IOException("the client hung up");
        }

        private void use(Socket next) throws IOException {
            socket = next;
            in = new BufferedInputStream(next.getInputStream());
            out = next.getOutputStream();
        }

        private SSLSocket overTls() throws IOException {
            SSLSocket tls = (SSLSocket) certificate.server().getSocketFactory().createSocket(raw, null, true);
            tls.startHandshake();
            return tls;
        }

        private void hangUp(String lastWords) {
            try {
                if (!lastWords.isEmpty()) {
                    reply(lastWords);
                }
                raw.close(); // not the SSLSocket: closing that would read on to the final dot
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static boolean isRight(String line) {
            byte[] response = Base64.getDecoder().decode(line.substring(line.lastIndexOf(' ') + 1));
            // "authzid NUL user NUL password" (RFC 4616)
            return new String(response, ISO_8859_1).endsWith("\0" + USER + "\0" + PASSWORD);
        }

        private static String address(String line) {
            return line.substring(line.indexOf('<') + 1, line.lastIndexOf('>'));
        }
    }
}
