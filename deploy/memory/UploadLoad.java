import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends large mails to a daemon with little memory, and is the provider that accepts them. {@code java UploadLoad.java
 * PROVIDER_PORT DAEMON_PORT KIND}: KIND is the provider's kind; mailgun, amazon-ses and smtp listen on PROVIDER_PORT,
 * capture is in the daemon. Prints a line for each part: its name, the number of requests, and the number of each answer;
 * and last the number of mails that were lost and that arrived twice.
 */
final class UploadLoad {

    private static final int MB = 1_000_000;
    private static final Pattern TOKEN = Pattern.compile("token-[0-9]+-");
    private static final long PATIENCE_NANOS = 300_000_000_000L;

    private final int daemon;
    private final boolean capture;
    private final Provider provider;
    private final AtomicInteger tokens = new AtomicInteger();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();

    private UploadLoad(int daemon, boolean capture, Provider provider) {
        this.daemon = daemon;
        this.capture = capture;
        this.provider = provider;
    }

    public static void main(String[] args) throws Exception {
        Provider provider = new Provider(Integer.parseInt(args[0]), args[2].equals("smtp"));
        int status = 1;
        try {
            new UploadLoad(Integer.parseInt(args[1]), args[2].equals("capture"), provider).run();
            status = 0;
        } finally {
            System.exit(status);
        }
    }

    private void run() throws Exception {
        provider.open();
        part("one after the other, 17 MB", 10, 1, i -> send(mail().attachment(17 * MB)));
        part("a text of 20 MB", 4, 1, i -> send(mail().text(20 * MB)));
        part("at once, 17 MB", 24, 24, i -> send(mail().attachment(17 * MB)));
        part("at once, 5 of 3.5 MB", 16, 8, i -> send(mail().attachments(5, 3_500_000)));
        part("at once, 2 MB, with a key", 64, 32, i -> send(mail().attachment(2 * MB).header("Idempotency-Key: k" + i)));
        part("at once, 60 kB", 2000, 400, i -> send(mail().text(60_000)));
        part("over the limit, with a length", 200, 10, i -> send(mail().attachment(30 * MB)));
        part("over the limit, in chunks", 40, 10, i -> send(mail().attachment(30 * MB).chunked()));
        part("in chunks, 17 MB", 6, 3, i -> send(mail().attachment(17 * MB).chunked()));
        part("a batch of 25 MB", 6, 3, i -> batch());
        ExecutorService slow = Executors.newFixedThreadPool(40);
        for (int i = 0; i < 40; i++) {
            slow.submit(() -> send(mail().attachment(17 * MB).slowly()));
        }
        part("beside 40 slow ones: small", 50, 4, i -> send(mail().text(1000)));
        part("beside 40 slow ones: 17 MB", 8, 4, i -> send(mail().attachment(17 * MB)));
        slow.shutdownNow();
        if (capture) {
            part("captured mails", 20, 4, i -> get("/captured"));
        } else {
            provider.close();
            part("for later, provider down, 17 MB", 24, 4, i -> send(mail().attachment(17 * MB).later()));
            part("for later, provider down, 2 MB", 150, 8, i -> send(mail().attachment(2 * MB).later()));
            part("for later, at once, 17 MB", 24, 24, i -> send(mail().attachment(17 * MB).later()));
            provider.open();
            part("while the queue drains", 50, 2, i -> send(mail().text(1000)));
            long end = System.nanoTime() + PATIENCE_NANOS;
            while (!provider.mails.keySet().containsAll(accepted) && System.nanoTime() < end) {
                Thread.sleep(200);
            }
            long lost = accepted.stream().filter(token -> !provider.mails.containsKey(token)).count();
            long twice = provider.mails.values().stream().filter(times -> times.get() > 1).count();
            System.out.println("lost " + lost + " twice " + twice + " of " + accepted.size());
        }
    }

    private interface Part {
        int run(int i) throws Exception;
    }

    private void part(String name, int requests, int atOnce, Part part) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(atOnce);
        List<Future<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            int number = i;
            answers.add(clients.submit((Callable<Integer>) () -> part.run(number)));
        }
        Map<Integer, Integer> counts = new TreeMap<>();
        for (Future<Integer> answer : answers) {
            counts.merge(answer.get(), 1, Integer::sum);
        }
        clients.shutdown();
        StringBuilder line = new StringBuilder("part;" + name + ";" + requests);
        counts.forEach((status, count) -> line.append(';').append(status).append('=').append(count));
        System.out.println(line);
    }

    private Mail mail() {
        return new Mail("token-" + tokens.incrementAndGet() + "-");
    }

    private int batch() throws IOException {
        StringBuilder all = new StringBuilder("{\"messages\":[");
        for (int i = 0; i < 400; i++) {
            all.append(i == 0 ? "" : ",").append("{\"to\":[\"batch@example.com\"],\"text\":\"").append("x".repeat(60_000)).append("\"}");
        }
        return exchange("/send/batch", List.of(), false, false, new byte[0], all.append("]}").toString().getBytes(StandardCharsets.US_ASCII), 1, new byte[0]);
    }

    private int get(String path) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            int status = status(socket.getInputStream());
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            return status;
        }
    }

    private int send(Mail mail) throws IOException {
        int status = exchange("/send", mail.headers, mail.inChunks, mail.isSlow, mail.start(), mail.piece(), mail.pieces, mail.end());
        if (status == 200 || status == 202) {
            accepted.add(mail.token);
        }
        return status;
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), daemon);
        socket.setSoTimeout(120_000);
        return socket;
    }

    /** @return the status; 0 if the connection broke before it */
    private int exchange(String path, List<String> headers, boolean chunked, boolean slow, byte[] start, byte[] piece, int pieces, byte[] end)
            throws IOException {
        long length = start.length + (long) piece.length * pieces + end.length;
        StringBuilder head = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n");
        headers.forEach(header -> head.append(header).append("\r\n"));
        head.append(chunked ? "Transfer-Encoding: chunked\r\n\r\n" : "Content-Length: " + length + "\r\n\r\n");
        try (Socket socket = connect()) {
            InputStream in = socket.getInputStream();
            try {
                OutputStream out = socket.getOutputStream();
                out.write(head.toString().getBytes(StandardCharsets.US_ASCII));
                write(out, start, chunked);
                // Stops if the daemon has already answered.
                for (int i = 0; i < pieces && in.available() == 0; i++) {
                    for (int at = 0; at < piece.length && in.available() == 0; at += 65_536) {
                        write(out, Arrays.copyOfRange(piece, at, Math.min(piece.length, at + 65_536)), chunked);
                        if (slow) {
                            Thread.sleep(300);
                        }
                    }
                }
                if (in.available() == 0) {
                    write(out, end, chunked);
                    out.write((chunked ? "0\r\n\r\n" : "").getBytes(StandardCharsets.US_ASCII));
                }
            } catch (InterruptedException e) {
                return 0;
            } catch (IOException refused) {
                // The daemon has answered and closed the connection.
            }
            return status(in);
        } catch (IOException e) {
            System.err.println(path + ": " + e);
            return 0;
        }
    }

    private static void write(OutputStream out, byte[] bytes, boolean chunked) throws IOException {
        if (chunked && bytes.length > 0) {
            out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }
        out.write(bytes);
        if (chunked && bytes.length > 0) {
            out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static int status(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.write(b);
        }
        String[] words = line.toString(StandardCharsets.US_ASCII).split(" ");
        return words.length > 1 ? Integer.parseInt(words[1]) : 0;
    }

    /** A request that is generated while it is sent, so that this program needs little memory. */
    private static final class Mail {

        private static final int PIECE = 20_000;

        private final String token;
        private final List<String> headers = new ArrayList<>();
        private int pieces;
        private int files;
        private boolean inText;
        private boolean inChunks;
        private boolean isSlow;

        Mail(String token) {
            this.token = token;
        }

        Mail attachment(int size) {
            return attachments(1, size);
        }

        Mail attachments(int count, int size) {
            files = count;
            pieces = (int) Math.ceil(size / 3 * 4.0 * count / PIECE);
            return this;
        }

        Mail text(int size) {
            inText = true;
            pieces = (size + PIECE - 1) / PIECE;
            return this;
        }

        Mail header(String header) {
            headers.add(header);
            return this;
        }

        Mail later() {
            return header("Prefer: respond-async");
        }

        Mail chunked() {
            inChunks = true;
            return this;
        }

        Mail slowly() {
            isSlow = true;
            return this;
        }

        byte[] start() {
            StringBuilder start = new StringBuilder("{\"to\":[\"" + token + "@example.com\"],");
            if (inText) {
                return start.append("\"text\":\"").toString().getBytes(StandardCharsets.US_ASCII);
            }
            start.append("\"text\":\"It works.\",\"attachments\":[");
            for (int i = 1; i < files; i++) {
                start.append("{\"filename\":\"").append(i).append(".jpg\",\"content\":\"").append("QUJD".repeat(pieces * PIECE / 4 / files)).append("\"},");
            }
            pieces = pieces / Math.max(1, files);
            return start.append("{\"filename\":\"a.pdf\",\"content\":\"").toString().getBytes(StandardCharsets.US_ASCII);
        }

        byte[] piece() {
            return "QUJD".repeat(PIECE / 4).getBytes(StandardCharsets.US_ASCII);
        }

        byte[] end() {
            return (inText ? "\"}" : "\"}]}").getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** Accepts every mail and keeps only its token. */
    private static final class Provider {

        private final int port;
        private final boolean smtp;
        private final Map<String, AtomicInteger> mails = new ConcurrentHashMap<>();
        private final Set<Socket> open = ConcurrentHashMap.newKeySet();
        private ServerSocket server;

        Provider(int port, boolean smtp) {
            this.port = port;
            this.smtp = smtp;
        }

        void open() throws IOException {
            ServerSocket listening = new ServerSocket();
            listening.setReuseAddress(true);
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            server = listening;
            Thread thread = new Thread(() -> {
                while (!listening.isClosed()) {
                    try {
                        Socket socket = listening.accept();
                        open.add(socket);
                        new Thread(() -> serve(socket)).start();
                    } catch (IOException closed) {
                        return;
                    }
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        void close() throws IOException {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        }

        private void serve(Socket socket) {
            try (socket) {
                if (smtp) {
                    smtp(socket);
                } else {
                    http(socket.getInputStream(), socket.getOutputStream());
                }
            } catch (IOException gone) {
                // The daemon tries again.
            } finally {
                open.remove(socket);
            }
        }

        private void http(InputStream in, OutputStream out) throws IOException {
            while (true) {
                long length = 0;
                for (String line = line(in); !line.isEmpty(); line = line(in)) {
                    if (line.toLowerCase().startsWith("content-length:")) {
                        length = Long.parseLong(line.substring(15).trim());
                    }
                }
                String token = null;
                byte[] buffer = new byte[65_536];
                String last = "";
                while (length > 0) {
                    int read = in.read(buffer, 0, (int) Math.min(buffer.length, length));
                    if (read < 0) {
                        return;
                    }
                    length -= read;
                    if (token == null) {
                        last = (last.length() > 100 ? last.substring(last.length() - 100) : last) + new String(buffer, 0, read, StandardCharsets.ISO_8859_1);
                        Matcher found = TOKEN.matcher(last);
                        token = found.find() ? found.group() : null;
                    }
                }
                took(token);
                byte[] answer = "{\"id\":\"<1@example.com>\",\"message\":\"Queued.\",\"MessageId\":\"1\"}".getBytes(StandardCharsets.US_ASCII);
                out.write(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + answer.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                out.write(answer);
                out.flush();
            }
        }

        private static String line(InputStream in) throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    throw new IOException("the end");
                }
                if (b != '\r') {
                    line.write(b);
                }
            }
            return line.toString(StandardCharsets.ISO_8859_1);
        }

        private void smtp(Socket socket) throws IOException {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1), 65_536);
            OutputStream out = socket.getOutputStream();
            say(out, "220 drill");
            String token = null;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String command = line.toUpperCase();
                if (command.startsWith("EHLO")) {
                    say(out, "250-drill\r\n250 SIZE 100000000");
                } else if (command.startsWith("RCPT")) {
                    Matcher found = TOKEN.matcher(line);
                    token = found.find() ? found.group() : null;
                    say(out, "250 ok");
                } else if (command.equals("DATA")) {
                    say(out, "354 go on");
                    String text = in.readLine();
                    while (text != null && !text.equals(".")) {
                        text = in.readLine();
                    }
                    if (text == null) {
                        return;
                    }
                    took(token);
                    say(out, "250 ok");
                } else if (command.equals("QUIT")) {
                    say(out, "221 bye");
                    return;
                } else {
                    say(out, "250 ok");
                }
            }
        }

        private static void say(OutputStream out, String line) throws IOException {
            out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }

        private void took(String token) {
            if (token != null) {
                mails.computeIfAbsent(token, t -> new AtomicInteger()).incrementAndGet();
            }
        }
    }
}
