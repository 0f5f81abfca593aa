package io.mailsender.transport;

import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.http.context.event.HttpRequestTerminatedEvent;
import io.micronaut.http.server.netty.NettyHttpRequest;
import jakarta.inject.Singleton;

/**
 * Tells a connection that its request has ended. Micronaut publishes this once per request, also after the client has gone. By then
 * the pipeline has lost its handlers, so a user event would not arrive.
 */
@Singleton
final class RequestEndListener implements ApplicationEventListener<HttpRequestTerminatedEvent> {

    @Override
    public void onApplicationEvent(HttpRequestTerminatedEvent event) {
        if (event.getSource() instanceof NettyHttpRequest<?> request) {
            AdmissionHandler admission =
                    AdmissionHandler.of(request.getChannelHandlerContext().channel());
            if (admission != null) {
                admission.requestEnded();
            }
        }
    }
}
