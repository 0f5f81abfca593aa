package io.mailsender.transport;

import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.http.context.event.HttpRequestTerminatedEvent;
import io.micronaut.http.server.netty.NettyHttpRequest;
import jakarta.inject.Singleton;

/** Tells a connection that its request has ended: that comes once for each request, whether or not its client is still there. */
@Singleton
final class RequestEnd implements ApplicationEventListener<HttpRequestTerminatedEvent> {

    @Override
    public void onApplicationEvent(HttpRequestTerminatedEvent event) {
        if (event.getSource() instanceof NettyHttpRequest<?> request) {
            Connection connection = request.getChannelHandlerContext()
                    .channel()
                    .attr(Connection.OF_CHANNEL)
                    .get();
            if (connection != null) {
                connection.ended();
            }
        }
    }
}
