package io.mailsender.webhook;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.resolver.InetSocketAddressResolver;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Answers a test's addresses, another answer each time. */
final class FakeResolver extends AddressResolverGroup<InetSocketAddress> {

    private final Queue<List<InetAddress>> answers = new ArrayDeque<>();
    private final AtomicInteger questions = new AtomicInteger();

    /** @param addresses of each answer, separated by spaces; the last one stays */
    FakeResolver(String... addresses) {
        for (String answer : addresses) {
            answers.add(Stream.of(answer.split(" "))
                    .map(NetUtil::createInetAddressFromIpAddressString)
                    .toList());
        }
    }

    int questions() {
        return questions.get();
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new InetSocketAddressResolver(executor, new InetNameResolver(executor) {
            @Override
            protected void doResolve(String name, Promise<InetAddress> promise) {
                answer().ifPresentOrElse(
                                all -> promise.setSuccess(all.get(0)),
                                () -> promise.setFailure(new UnknownHostException(name)));
            }

            @Override
            protected void doResolveAll(String name, Promise<List<InetAddress>> promise) {
                answer().ifPresentOrElse(promise::setSuccess, () -> promise.setFailure(new UnknownHostException(name)));
            }
        });
    }

    private synchronized Optional<List<InetAddress>> answer() {
        questions.incrementAndGet();
        return Optional.ofNullable(answers.size() > 1 ? answers.poll() : answers.peek());
    }
}
