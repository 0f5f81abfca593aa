package io.mailsender.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The network between a client and a server, which can be cut: connections stay open and nothing passes, as where a firewall drops
 * packets. What was sent meanwhile arrives when it heals, also from a client that has closed its connection since: TCP sends it again.
 */
public final class Partition implements AutoCloseable {

    private final ServerSocket listener;
    private final int server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition healed = lock.newCondition();
    private boolean cut;

    private Partition(ServerSocket listener, int server) {
        this.listener = listener;
        this.server = server;
    }

    /** @param server the server's port on this machine */
    public static Partition before(int server) throws IOException {
        Partition partition = new Partition(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()), server);
        partition.start(partition::accept);
        return partition;
    }

    /** Where clients connect to. */
    public int port() {
        return listener.getLocalPort();
    }

    /** From now on nothing passes, either way. */
    public void cut() {
        set(true);
    }

    /** What waits and what comes passes. */
    public void heal() {
        set(false);
    }

    private void set(boolean cut) {
        lock.lock();
        try {
            this.cut = cut;
            healed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void awaitHealed() throws InterruptedException {
        lock.lock();
        try {
            while (cut) {
                healed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private void accept() throws IOException {
        while (!listener.isClosed()) {
            Socket client = listener.accept();
            sockets.add(client);
            start(() -> connect(client));
        }
    }

    private void connect(Socket client) throws IOException, InterruptedException {
        awaitHealed();
        Socket to = new Socket(InetAddress.getLoopbackAddress(), server);
        sockets.add(to);
        start(() -> copy(to, client));
        copy(client, to);
    }

    private void copy(Socket from, Socket to) throws IOException, InterruptedException {
        byte[] buffer = new byte[8192];
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            awaitHealed();
            out.write(buffer, 0, read);
        }
        awaitHealed();
        to.shutdownOutput();
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException | InterruptedException e) {
                        // One of the two is gone.
                    }
                },
                "partition");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        heal();
    }
}
