package io.mailsender.common;

import java.util.concurrent.ThreadFactory;

/**
 * Creates threads that do not keep the JVM alive.
 *
 * @param name of each thread, as thread dumps show it
 */
public record DaemonThreadFactory(String name) implements ThreadFactory {

    @Override
    public Thread newThread(Runnable run) {
        Thread thread = new Thread(run, name);
        thread.setDaemon(true);
        return thread;
    }
}
