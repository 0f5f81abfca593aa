package io.mailsender.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A name server on a loopback port with the records of a test, over UDP and TCP. It follows aliases as a resolver does. A name without
 * records does not exist (NXDOMAIN), unless it was given {@link #empty}.
 */
public final class FakeDns implements AutoCloseable {

    private static final int A = 1;
    private static final int CNAME = 5;
    private static final int MX = 15;
    private static final int TXT = 16;
    private static final int UDP_LIMIT = 1200;

    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final Map<String, List<Entry>> entries = new ConcurrentHashMap<>();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final Set<String> silent = ConcurrentHashMap.newKeySet();
    private final List<String> questions = new CopyOnWriteArrayList<>();

    private record Entry(int type, byte[] data, String target) {}

    public FakeDns() {
        try {
            tcp = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            udp = new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::serveUdp);
        start(this::serveTcp);
    }

    /** For the property {@code mail-sender.name-server}. */
    public String address() {
        return "127.0.0.1:" + udp.getLocalPort();
    }

    /** Adds a TXT record of several strings, each of at most 255 characters. */
    public FakeDns txt(String name, String... strings) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (String string : strings) {
            data.write(string.length());
            data.writeBytes(string.getBytes(ISO_8859_1));
        }
        return add(name, new Entry(TXT, data.toByteArray(), ""));
    }

    /** @param host {@code .} for a null MX */
    public FakeDns mx(String name, String host) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.writeBytes(new byte[] {0, 10});
        data.writeBytes(name(host));
        return add(name, new Entry(MX, data.toByteArray(), ""));
    }

    public FakeDns address(String name) {
        return add(name, new Entry(A, new byte[] {(byte) 192, 0, 2, 1}, ""));
    }

    public FakeDns alias(String name, String target) {
        return add(name, new Entry(CNAME, name(target), target));
    }

    /** A name that exists without records. */
    public FakeDns empty(String name) {
        entries.computeIfAbsent(name, n -> new CopyOnWriteArrayList<>());
        return this;
    }

    /** Answers SERVFAIL. */
    public FakeDns failing(String name) {
        failing.add(name);
        return this;
    }

    public FakeDns silent(String name) {
        silent.add(name);
        return this;
    }

    public FakeDns clear() {
        entries.clear();
        failing.clear();
        silent.clear();
        questions.clear();
        return this;
    }

    /** The names that were asked for, in order. */
    public List<String> questions() {
        return List.copyOf(questions);
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }

    private FakeDns add(String name, Entry entry) {
        entries.computeIfAbsent(name, n -> new CopyOnWriteArrayList<>()).add(entry);
        return this;
    }

    private void serveUdp() {
        byte[] buffer = new byte[4096];
        while (!udp.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                byte[] answer = answer(ByteBuffer.wrap(buffer, 0, packet.getLength()), UDP_LIMIT);
                if (answer.length > 0) {
                    udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try (Socket socket = tcp.accept()) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                byte[] query = in.readNBytes(in.readUnsignedShort());
                byte[] answer = answer(ByteBuffer.wrap(query), Integer.MAX_VALUE);
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                out.writeShort(answer.length);
                out.write(answer);
                out.flush();
            } catch (IOException e) {
                // closed, or the client hung up
            }
        }
    }

    private byte[] answer(ByteBuffer query, int limit) throws IOException {
        short id = query.getShort(0);
        query.position(12);
        StringBuilder asked = new StringBuilder();
        for (int length = query.get(); length > 0; length = query.get()) {
            byte[] label = new byte[length];
            query.get(label);
            asked.append(asked.length() == 0 ? "" : ".").append(new String(label, ISO_8859_1));
        }
        int type = query.getShort();
        byte[] question = new byte[query.position() + 2 - 12];
        System.arraycopy(query.array(), 12, question, 0, question.length);
        String name = asked.toString().toLowerCase(Locale.ROOT);
        questions.add(name);
        if (silent.contains(name)) {
            return new byte[0];
        }
        List<byte[]> records = new ArrayList<>();
        String at = name;
        for (int hops = 0; hops < 8; hops++) {
            List<Entry> here = entries.getOrDefault(at, List.of());
            for (Entry entry : here) {
                if (entry.type() == type || entry.type() == CNAME) {
                    records.add(record(at, entry));
                }
            }
            String target = here.stream()
                    .filter(e -> e.type() == CNAME)
                    .map(Entry::target)
                    .findFirst()
                    .orElse("");
            if (target.isEmpty()) {
                break;
            }
            at = target;
        }
        int size = records.stream().mapToInt(r -> r.length).sum();
        int code = failing.contains(name) ? 2 : entries.containsKey(at) ? 0 : 3;
        boolean cut = size > limit;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeShort(id);
        out.writeShort(0x8180 | (cut ? 0x0200 : 0) | code);
        out.writeShort(1);
        out.writeShort(cut ? 0 : records.size());
        out.writeInt(0);
        out.write(question);
        if (!cut) {
            for (byte[] record : records) {
                out.write(record);
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] record(String name, Entry entry) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(name(name));
        out.writeShort(entry.type());
        out.writeShort(1);
        out.writeInt(60);
        out.writeShort(entry.data().length);
        out.write(entry.data());
        return bytes.toByteArray();
    }

    private static byte[] name(String name) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String label : name.equals(".") ? new String[0] : name.split("\\.")) {
            bytes.write(label.length());
            bytes.writeBytes(label.getBytes(ISO_8859_1));
        }
        bytes.write(0);
        return bytes.toByteArray();
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "fake-dns");
        thread.setDaemon(true);
        thread.start();
    }
}
