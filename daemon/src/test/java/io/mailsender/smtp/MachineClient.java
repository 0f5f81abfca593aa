package io.mailsender.smtp;

import io.mailsender.memory.Budget;
import io.mailsender.smtp.SmtpSession.TlsUse;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.function.IntUnaryOperator;

/** A client of a state machine without a socket. It keeps the bytes that the machine does not take, as the handler does. */
final class MachineClient implements SmtpOutput {

    static final int MAX_SIZE = 100_000;
    static final int MAX_RECIPIENTS = 3;
    static final int FREE = 4096;

    private final RecordingIntake intake;
    private final StringBuilder replies = new StringBuilder();
    private final Budget memory;
    private final SmtpMachine machine;
    private byte[] held = {};
    private boolean closed;

    MachineClient() {
        this(OneKey.NONE, "127.0.0.1", false, new Budget(10 * MAX_SIZE, 10));
    }

    MachineClient(SmtpAccess access, String address, boolean startTls, Budget memory) {
        this(access, address, startTls, memory, Runnable::run);
    }

    /** @param work runs what the machine waits for, in the thread of the caller */
    MachineClient(SmtpAccess access, String address, boolean startTls, Budget memory, Executor work) {
        this.memory = memory;
        intake = new RecordingIntake(work);
        SmtpLimits limits = new SmtpLimits("mx.example", MAX_SIZE, MAX_RECIPIENTS, memory, FREE);
        InetSocketAddress client = new InetSocketAddress(ip(address), 40_000);
        machine = new SmtpMachine(
                new SmtpDialogue(intake, access, limits, client, startTls),
                limits,
                new SmtpMeters(new SimpleMeterRegistry()),
                this,
                Runnable::run);
        machine.start();
    }

    private static InetAddress ip(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    SmtpMachine machine() {
        return machine;
    }

    RecordingIntake intake() {
        return intake;
    }

    Budget memory() {
        return memory;
    }

    boolean isClosed() {
        return closed;
    }

    /** All replies since the last call. */
    String replies() {
        String all = replies.toString();
        replies.setLength(0);
        return all;
    }

    /** The codes of all replies since the last call, each reply once. */
    String codes() {
        return replies()
                .lines()
                .filter(line -> line.charAt(3) == ' ')
                .map(line -> line.substring(0, 3))
                .reduce("", (all, one) -> (all + " " + one).strip());
    }

    MachineClient send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1), left -> left);
    }

    /** @param pieces the length of the next piece, of the number of bytes that are left */
    MachineClient send(byte[] bytes, IntUnaryOperator pieces) {
        int at = 0;
        while (at < bytes.length) {
            int length = pieces.applyAsInt(bytes.length - at);
            byte[] all = new byte[held.length + length];
            System.arraycopy(held, 0, all, 0, held.length);
            System.arraycopy(bytes, at, all, held.length, length);
            feed(all);
            at += length;
        }
        return this;
    }

    private void feed(byte[] all) {
        ByteBuffer in = ByteBuffer.wrap(all);
        machine.feed(in);
        held = new byte[in.remaining()];
        in.get(held);
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void reply(SmtpReply reply) {
        replies.append(new String(reply.bytes(), StandardCharsets.US_ASCII));
    }

    @Override
    public void startTls() {
        machine.encrypted(new TlsUse("TLSv1.3", "TLS_AES_128_GCM_SHA256"));
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public void resume() {
        feed(held);
    }
}
