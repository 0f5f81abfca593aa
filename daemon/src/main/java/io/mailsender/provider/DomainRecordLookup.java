package io.mailsender.provider;

import io.micronaut.context.annotation.Property;
import io.micronaut.http.netty.channel.EventLoopGroupRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.channel.AddressedEnvelope;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import io.netty.util.concurrent.Future;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the DNS records of senders' domains, without blocking and without a cache. Aliases (CNAME) are followed, and an answer that
 * is too large for UDP is asked for again over TCP.
 *
 * <p>Each look-up completes exceptionally with {@link LookupFailedException} if no name server gave an answer.
 */
@Singleton
public final class DomainRecordLookup {

    private static final Duration QUERY_TIMEOUT = Duration.ofSeconds(3);

    private final DnsNameResolver resolver;

    /** @param server replaces the name servers of /etc/resolv.conf, in tests only: {@code 127.0.0.1:5353} */
    DomainRecordLookup(
            EventLoopGroupRegistry loops,
            @Nullable @Property(name = "mail-sender.name-server") InetSocketAddress server) {
        DnsNameResolverBuilder builder = new DnsNameResolverBuilder(
                        loops.getDefaultEventLoopGroup().next())
                .datagramChannelType(NioDatagramChannel.class)
                .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolution)
                .socketChannelType(NioSocketChannel.class)
                .queryTimeoutMillis(QUERY_TIMEOUT.toMillis());
        this.resolver = (server == null
                        ? builder
                        : builder.nameServerProvider(new SingletonDnsServerAddressStreamProvider(
                                new InetSocketAddress(server.getHostString(), server.getPort()))))
                .build();
    }

    /**
     * The records of one type at a name.
     *
     * @param exists {@code false} if there is no such name (NXDOMAIN)
     * @param records in no particular order
     */
    public record Records(boolean exists, List<String> records) {

        public Records {
            records = List.copyOf(records);
        }
    }

    /** Each TXT record with its strings joined without a space (RFC 7208, section 3.3). */
    public CompletionStage<Records> txt(String name) {
        return records(name, DnsRecordType.TXT, DomainRecordLookup::joined);
    }

    /** The host of each MX record; empty for the root, which stands for "accepts no mail" (RFC 7505). */
    public CompletionStage<Records> mx(String name) {
        return records(name, DnsRecordType.MX, content -> {
            content.skipBytes(Short.BYTES);
            return host(content);
        });
    }

    /** The number of address records; the addresses themselves are not read. */
    public CompletionStage<Records> addresses(String name) {
        return records(name, DnsRecordType.A, content -> "A")
                .thenCompose(v4 -> v4.records().isEmpty() && v4.exists()
                        ? records(name, DnsRecordType.AAAA, content -> "AAAA")
                        : CompletableFuture.completedFuture(v4));
    }

    private CompletionStage<Records> records(String name, DnsRecordType type, Function<ByteBuf, String> reader) {
        DnsQuestion question;
        try {
            question = new DefaultDnsQuestion(name, type);
        } catch (IllegalArgumentException e) {
            // Not a host name: a label over 63 characters, for example.
            return CompletableFuture.completedFuture(new Records(false, List.of()));
        }
        // The second question goes to the next name server, if there are several.
        return ask(question, reader)
                .exceptionallyCompose(failed -> ask(question, reader))
                // So that dependent stages do not run on the event loop.
                .thenApplyAsync(Function.identity());
    }

    private CompletionStage<Records> ask(DnsQuestion question, Function<ByteBuf, String> reader) {
        CompletableFuture<Records> result = new CompletableFuture<>();
        resolver.query(question).addListener((Future<AddressedEnvelope<DnsResponse, InetSocketAddress>> answer) -> {
            if (!answer.isSuccess()) {
                result.completeExceptionally(failure(question, "no name server answered"));
                return;
            }
            AddressedEnvelope<DnsResponse, InetSocketAddress> envelope = answer.getNow();
            try {
                result.complete(read(question, envelope.content(), reader));
            } catch (IndexOutOfBoundsException e) {
                result.completeExceptionally(failure(question, "the answer is broken"));
            } catch (LookupFailedException e) {
                result.completeExceptionally(e);
            } finally {
                envelope.release();
            }
        });
        return result;
    }

    /** The name server follows aliases: the answer has the aliases and the records that they lead to. */
    private static Records read(DnsQuestion question, DnsResponse answer, Function<ByteBuf, String> reader) {
        DnsResponseCode code = answer.code();
        if (code.equals(DnsResponseCode.NXDOMAIN)) {
            return new Records(false, List.of());
        }
        if (!code.equals(DnsResponseCode.NOERROR) || answer.isTruncated()) {
            throw failure(question, answer.isTruncated() ? "the answer is cut" : "the name server answered " + code);
        }
        List<String> records = new ArrayList<>();
        for (int i = 0; i < answer.count(DnsSection.ANSWER); i++) {
            DnsRecord found = answer.recordAt(DnsSection.ANSWER, i);
            if (found.type().equals(question.type()) && found instanceof DnsRawRecord raw) {
                records.add(reader.apply(raw.content()));
            }
        }
        return new Records(true, records);
    }

    private static LookupFailedException failure(DnsQuestion question, String what) {
        String name = question.name().substring(0, question.name().length() - 1);
        return new LookupFailedException(
                Reply.none("DNS, " + question.type().name() + " of " + name + ": " + what), true);
    }

    private static String joined(ByteBuf content) {
        StringBuilder text = new StringBuilder();
        while (content.isReadable()) {
            text.append(content.readCharSequence(content.readUnsignedByte(), StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }

    /** Netty decompresses the names of MX records. */
    private static String host(ByteBuf content) {
        StringBuilder host = new StringBuilder();
        for (int length = content.readUnsignedByte(); length > 0; length = content.readUnsignedByte()) {
            host.append(host.length() == 0 ? "" : ".")
                    .append(content.readCharSequence(length, StandardCharsets.ISO_8859_1));
        }
        return host.toString();
    }

    @PreDestroy
    void close() {
        resolver.close();
    }
}
