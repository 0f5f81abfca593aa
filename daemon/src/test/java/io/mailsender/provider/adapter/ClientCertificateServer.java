package io.mailsender.provider.adapter;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** An SMTP server over TLS that requires a client certificate and offers SASL EXTERNAL. */
final class ClientCertificateServer implements AutoCloseable {

    private final SSLServerSocket listener;
    private final List<String> names = new CopyOnWriteArrayList<>();
    private final List<String> commands = new CopyOnWriteArrayList<>();

    /**
     * @param identity its own certificate, and the authorities that it trusts
     */
    ClientCertificateServer(SSLContext identity) throws IOException {
        listener = (SSLServerSocket) identity.getServerSocketFactory().createServerSocket(0);
        listener.setNeedClientAuth(true);
        Thread thread = new Thread(this::serve, "client-certificate-server");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The subjects of the certificates that were presented. */
    List<String> names() {
        return names;
    }

    List<String> commands() {
        return commands;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void serve() {
        try (SSLSocket socket = (SSLSocket) listener.accept()) {
            socket.startHandshake();
            X509Certificate client = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            names.add(client.getSubjectX500Principal().getName());
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            say(socket, "220 localhost");
            boolean data = false;
            for (String line = in.readLine(); line != null && !line.equals("QUIT"); line = in.readLine()) {
                if (data && !line.equals(".")) {
                    continue;
                }
                commands.add(line);
                data = line.equals("DATA");
                say(
                        socket,
                        line.startsWith("EHLO") ? "250-localhost\r\n250 AUTH EXTERNAL" : data ? "354 go" : "250 ok");
            }
        } catch (IOException e) {
            // The client closed the connection.
        }
    }

    private static void say(SSLSocket socket, String reply) throws IOException {
        socket.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }
}
