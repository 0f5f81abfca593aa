package io.mailsender.config;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import io.mailsender.config.LoggingSettings.Format;
import org.slf4j.LoggerFactory;

/** Sets Logback up in code, which starts faster than reading XML. Logback finds it as a service and calls it at the first log line. */
public final class Logging extends ContextAwareBase implements Configurator {

    private static final String LINE =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z', UTC} %-5level %logger{0} - %escaped%n%escapedEx";

    /** Sets it up anew. */
    public static void configure(LoggingSettings settings) {
        configure((LoggerContext) LoggerFactory.getILoggerFactory(), settings);
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        configure(context, new LoggingSettings(Format.TEXT, LoggingSettings.Level.INFO));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static void configure(LoggerContext context, LoggingSettings settings) {
        context.reset();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setEncoder(settings.format() == Format.JSON ? json(context) : text(context));
        console.start();
        Level own = Level.toLevel(settings.level().name());
        context.getLogger("ROOT").addAppender(console);
        context.getLogger("ROOT").setLevel(own.isGreaterOrEqual(Level.WARN) ? own : Level.WARN);
        context.getLogger("io.mailsender").setLevel(own);
        // The server logs the same failure that main reports in one line.
        context.getLogger("io.micronaut.http.server.netty.NettyHttpServer").setLevel(Level.OFF);
    }

    private static Encoder<ILoggingEvent> json(LoggerContext context) {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithContext(false);
        encoder.setWithMarkers(false);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.setWithFormattedMessage(true);
        encoder.start();
        return encoder;
    }

    private static Encoder<ILoggingEvent> text(LoggerContext context) {
        PatternLayout layout = new PatternLayout();
        layout.setContext(context);
        layout.setPattern(LINE);
        layout.getInstanceConverterMap().put("escaped", EscapedMessage::new);
        layout.getInstanceConverterMap().put("escapedEx", EscapedStackTrace::new);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.start();
        return encoder;
    }

    /** Strangers' words get into messages: they must not begin a line of their own nor reach the terminal's controls. */
    static String escape(String text, String kept) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.chars().forEach(c -> {
            boolean harmless = kept.indexOf(c) >= 0
                    || !(Character.isISOControl(c)
                            || Character.getType(c) == Character.FORMAT
                            || c == '\u2028'
                            || c == '\u2029');
            if (harmless) {
                escaped.append((char) c);
            } else {
                escaped.append(String.format("\\u%04x", c));
            }
        });
        return escaped.toString();
    }

    private static final class EscapedMessage extends MessageConverter {
        @Override
        public String convert(ILoggingEvent event) {
            return escape(event.getFormattedMessage(), "");
        }
    }

    private static final class EscapedStackTrace extends ThrowableProxyConverter {
        @Override
        public String convert(ILoggingEvent event) {
            return escape(super.convert(event), "\n\t");
        }
    }
}
