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
 * A network between a client and a server that can be cut: connections stay open but nothing passes, as if a firewall dropped
 * the packets. Data sent meanwhile arrives after it heals, even if the client has closed its connection, since TCP retransmits it.
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

    /** @param server the port of the server on this machine */
    public static Partition before(int server) throws IOException {
        Partition partition = new Partition(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()), server);
        partition.start(partition::accept);
        return partition;
    }

    /** The port for clients. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Stops all data in both directions. */
    public void cut() {
        set(true);
    }

    /** Lets waiting and new data pass. */
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
                        // One of the two connections is closed.
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
