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
 * An SMTP server without TLS that sends exactly the scripted bytes, on a free port of one loopback address. The script
 * receives {@code GREETING}, each command line, and {@code .} for the end of a message, and returns the reply: with CR LF, or without it for an
 * incomplete line; {@code null} closes the connection. {@link #usual} replies like a server that accepts everything.
 */
public final class ScriptedSmtpServer implements AutoCloseable {

    /** A suffix of a reply that closes the connection after it. */
    public static final String CLOSE = "\0";

    /** One connection's commands, without the messages. */
    public record Session(int number, List<String> commands) {}

    /** Replies to a command. */
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

    /** The same script for each session: its own replies, and the usual ones to other commands. */
    public static ScriptedSmtpServer answering(UnaryOperator<String> script) {
        return new ScriptedSmtpServer((session, command) -> script.apply(command));
    }

    /** The reply of a server that accepts everything. */
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

    /** All commands with this prefix, of all sessions. */
    public List<String> commands(String start) {
        return sessions.stream()
                .flatMap(session -> List.copyOf(session.commands()).stream())
                .filter(command -> command.startsWith(start))
                .toList();
    }

    /** All texts between DATA and the final dot, whatever the reply. */
    public List<String> messages() {
        return List.copyOf(messages);
    }

    /** Sends an unsolicited line in every session. */
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
