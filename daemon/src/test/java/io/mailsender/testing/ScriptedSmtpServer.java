package io.mailsender.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An SMTP server in clear text that says what a script tells it to, byte for byte, on a free port of one loopback address. The script
 * gets {@code GREETING}, each command line, {@code .} for the end of a message, and says what to answer: with CR LF, or without for what
 * must not end; {@code null} closes the connection. {@link #usual} answers as a server does that takes everything.
 */
public final class ScriptedSmtpServer implements AutoCloseable {

    /** What the script answers to close the connection after the last words. */
    public static final String CLOSE = "\0";

    /** What one connection was told: the commands, without the messages. */
    public record Session(int number, List<String> commands) {}

    /** What a script is asked. */
    public interface Script {
        @Nullable
        String answer(Session session, String command) throws InterruptedException;
    }

    private final ServerSocket listener;
    private final Script script;
    private final ConcurrentLinkedQueue<Session> sessions = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> messages = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Socket> sockets = new ConcurrentLinkedQueue<>();

    public ScriptedSmtpServer(Script script) {
        this("127.0.0.1", 0, script);
    }

    public ScriptedSmtpServer(String address, int port, Script script) {
        this.script = script;
        try {
            listener = new ServerSocket();
            listener.bind(new InetSocketAddress(InetAddress.getByName(address), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    /** The same for each session: replies to what the script knows, the usual ones to the rest. */
    public static ScriptedSmtpServer answering(UnaryOperator<String> script) {
        return new ScriptedSmtpServer((session, command) -> script.apply(command));
    }

    /** What a server answers that takes everything. */
    public static String usual(String command) {
        String verb = command.split("[ :]", 2)[0];
        return switch (verb) {
            case "GREETING" -> "220 localhost ESMTP\r\n";
            case "EHLO" -> "250-localhost\r\n250 8BITMIME\r\n";
            case "AUTH" -> "235 2.7.0 welcome\r\n";
            case "DATA" -> "354 go ahead\r\n";
            case "." -> "250 2.0.0 Ok: queued as SCRIPTED\r\n";
            case "QUIT" -> "221 2.0.0 bye\r\n" + CLOSE;
            default -> "250 2.0.0 ok\r\n";
        };
    }

    public int port() {
        return listener.getLocalPort();
    }

    public List<Session> sessions() {
        return List.copyOf(sessions);
    }

    /** Every command of every session that begins so. */
    public List<String> commands(String start) {
        return sessions.stream()
                .flatMap(session -> List.copyOf(session.commands()).stream())
                .filter(command -> command.startsWith(start))
                .toList();
    }

    /** What came between DATA and the final dot, whatever was answered to it. */
    public List<String> messages() {
        return List.copyOf(messages);
    }

    /** Says something unasked in every session. */
    public void say(String words) throws IOException {
        for (Socket socket : sockets) {
            if (!socket.isClosed()) {
                say(socket, words);
            }
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                Session session = new Session(sessions.size() + 1, Collections.synchronizedList(new ArrayList<>()));
                sessions.add(session);
                start(() -> serve(socket, session));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket, Session session) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String command = "GREETING";
            while (say(socket, script.answer(session, command))) {
                boolean message = command.equals("DATA");
                StringBuilder text = new StringBuilder();
                command = readLine(in);
                while (message && !command.equals(".")) {
                    text.append(command).append("\r\n");
                    command = readLine(in);
                }
                if (message) {
                    messages.add(text.toString());
                }
                session.commands().add(command);
            }
        } catch (IOException e) {
            // the client hung up
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean say(Socket socket, @Nullable String answer) throws IOException {
        if (answer == null) {
            return false;
        }
        boolean last = answer.endsWith(CLOSE);
        socket.getOutputStream().write((last ? answer.replace(CLOSE, "") : answer).getBytes(UTF_8));
        return !last;
    }

    private static String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("the client hung up");
            }
            line.append(new String(new byte[] {(byte) b}, ISO_8859_1));
        }
        return line.toString().stripTrailing();
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "scripted-smtp-server");
        thread.setDaemon(true);
        thread.start();
    }
}
