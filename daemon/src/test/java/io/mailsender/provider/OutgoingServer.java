package io.mailsender.provider;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Answers every request as Mailgun does, and records who asked. */
final class OutgoingServer implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> clients = new CopyOnWriteArrayList<>();
    private final List<String> certificates = new CopyOnWriteArrayList<>();

    /**
     * @param tls {@code null} for plain HTTP
     * @param clientCertificate whether the client must present a certificate
     */
    OutgoingServer(String address, @Nullable SSLContext tls, boolean clientCertificate) throws IOException {
        InetSocketAddress here = new InetSocketAddress(InetAddress.getByName(address), 0);
        if (tls == null) {
            server = HttpServer.create(here, 50);
        } else {
            HttpsServer https = HttpsServer.create(here, 50);
            https.setHttpsConfigurator(new HttpsConfigurator(tls) {
                @Override
                public void configure(HttpsParameters parameters) {
                    SSLParameters ssl = getSSLContext().getDefaultSSLParameters();
                    ssl.setNeedClientAuth(clientCertificate);
                    parameters.setSSLParameters(ssl);
                }
            });
            server = https;
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    static OutgoingServer http() throws IOException {
        return new OutgoingServer("127.0.0.1", null, false);
    }

    static OutgoingServer https(SSLContext tls) throws IOException {
        return new OutgoingServer("127.0.0.1", tls, false);
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** The address of each request's sender. */
    List<String> clients() {
        return clients;
    }

    /** The subject of the certificate of each request. */
    List<String> certificates() {
        return certificates;
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        clients.add(exchange.getRemoteAddress().getAddress().getHostAddress());
        if (exchange instanceof HttpsExchange https && https.getSSLSession().getLocalCertificates() != null) {
            try {
                certificates.add(https.getSSLSession().getPeerPrincipal().getName());
            } catch (SSLPeerUnverifiedException none) {
                certificates.add("");
            }
        }
        byte[] body =
                "{\"id\":\"<1@example.com>\",\"message\":\"Queued. Thank you.\"}".getBytes(StandardCharsets.US_ASCII);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
