package io.mailsender.testing;

import io.mailsender.testing.MailLoad.Asked;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * SMTP clients that submit mails until they are stopped, each with its own recipient and Message-ID, half with
 * {@code on_unknown: hold}. As mail programs do, they send a mail again, with the same bytes, if they did not read the reply to its final
 * dot. One of eight mails is given up instead, and with another one of eight the client itself breaks the connection after the dot.
 */
public final class SmtpLoad implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 120_000;
    private static final int MAILS_PER_CONNECTION = 20;

    private final Supplier<InetSocketAddress> daemon;
    private final Map<String, Asked> asked = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> refusals = new ConcurrentLinkedQueue<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicInteger repeated = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    private SmtpLoad(Supplier<InetSocketAddress> daemon) {
        this.daemon = daemon;
    }

    /** @param daemon chooses the server for the next connection */
    public static SmtpLoad start(int clients, Supplier<InetSocketAddress> daemon) {
        SmtpLoad load = new SmtpLoad(daemon);
        for (int i = 0; i < clients; i++) {
            Thread thread = new Thread(load::run, "smtp-client");
            thread.setDaemon(true);
            thread.start();
            load.threads.add(thread);
        }
        return load;
    }

    /** A mail as its client sends it. @param to its recipient, which tells which mail it is */
    public static String mail(String to) {
        return (isHeld(to) ? "X-Mail-Sender-On-Unknown: hold\r\n" : "") + sent(to);
    }

    /** The part of it that the next hop must get as it is: all but the field for the gateway. */
    public static String sent(String to) {
        return "From: Shop <shop@example.org>\r\nTo: " + to
                + "\r\nDate: Sun, 1 Mar 2026 09:00:00 +0100\r\nMessage-ID: <"
                + to.replace('@', '.') + "@client.example.net>\r\nSubject: An order\r\n\r\nHello " + to
                + ",\r\n\r\n..\r\nyour order has left our house.\r\n";
    }

    /** The last answers, by recipient. The status is 0 if the client read none. */
    public Map<String, Asked> asked() {
        return Map.copyOf(asked);
    }

    /** The replies that refused a mail for good. */
    public List<String> refusals() {
        return List.copyOf(refusals);
    }

    /** How often a mail was sent again. */
    public int repeated() {
        return repeated.get();
    }

    /** How many mails were answered 250. */
    public long tokens() {
        return asked.values().stream().filter(a -> a.token() != null).count();
    }

    private static int number(String to) {
        return Integer.parseInt(to.substring(1, to.indexOf('@')));
    }

    private static boolean isHeld(String to) {
        return number(to) % 2 == 0;
    }

    private static boolean isGivenUp(String to) {
        return number(to) % 8 == 3;
    }

    private static boolean isBroken(String to) {
        return number(to) % 8 == 5;
    }

    private void run() {
        @Nullable String open = null;
        try {
            while (!stopped) {
                try (Connection connection = new Connection(daemon.get())) {
                    for (int i = 0; i < MAILS_PER_CONNECTION && !stopped; i++) {
                        boolean isRepeated = open != null;
                        String to = isRepeated ? open : "u" + numbers.incrementAndGet() + "@example.com";
                        open = to;
                        open = submit(connection, to, isRepeated) ? null : to;
                        Thread.sleep(open == null ? ThreadLocalRandom.current().nextInt(10) : 50);
                    }
                } catch (IOException e) {
                    open = open == null || isGivenUp(open) ? null : open;
                    Thread.sleep(50);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return whether the mail is settled; {@code false} if it is to be sent again */
    private boolean submit(Connection connection, String to, boolean isRepeated) throws IOException {
        if (isRepeated) {
            repeated.incrementAndGet();
        }
        record(to, 0, null);
        String reply = connection.submit(to, isBroken(to) && !isRepeated);
        int status = Integer.parseInt(reply.substring(0, 3));
        if (status / 100 == 5) {
            refusals.add(reply);
        }
        record(to, status / 100 == 4 ? 0 : status, status == 250 ? reply.split(" ")[2] : null);
        return status / 100 != 4;
    }

    private void record(String to, int status, @Nullable String token) {
        asked.put(to, new Asked(to, isHeld(to), true, status, token));
    }

    /** Stops the clients and waits until each has its reply. */
    @Override
    public void close() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join(PATIENCE_MILLIS + 30_000L);
            if (thread.isAlive()) {
                throw new AssertionError("a client got no reply");
            }
        }
    }

    private static final class Connection implements AutoCloseable {

        private final Socket socket = new Socket();
        private final BufferedReader in;

        Connection(InetSocketAddress server) throws IOException {
            try {
                socket.connect(server, PATIENCE_MILLIS);
                socket.setSoTimeout(PATIENCE_MILLIS);
                socket.setTcpNoDelay(true);
                in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                reply();
                say("EHLO client.example.net\r\n");
                reply();
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        }

        /** @param isBroken whether to close the connection instead of reading the last reply */
        String submit(String to, boolean isBroken) throws IOException {
            say("MAIL FROM:<bounces@example.org>\r\nRCPT TO:<" + to + ">\r\nDATA\r\n");
            for (int i = 0; i < 3; i++) {
                String reply = reply();
                if (reply.charAt(0) > '3') {
                    throw new IOException(reply);
                }
            }
            say(mail(to).replace("\r\n.", "\r\n..") + ".\r\n");
            if (isBroken) {
                throw new IOException("broken on purpose");
            }
            return reply();
        }

        private void say(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        }

        /** The last line of the next reply. */
        private String reply() throws IOException {
            String line;
            do {
                line = in.readLine();
                if (line == null) {
                    throw new IOException("the server is gone");
                }
            } while (line.length() < 4 || line.charAt(3) == '-');
            return line;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
