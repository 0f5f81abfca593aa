package io.mailsender.config;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.TimeBasedRollingPolicy;
import ch.qos.logback.core.spi.ContextAwareBase;
import io.mailsender.common.UntrustedText;
import io.mailsender.config.LoggingSettings.Format;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** Configures Logback in code, which starts faster than XML. Logback finds it as a service and calls it at the first log line. */
public final class LoggingConfigurator extends ContextAwareBase implements Configurator {

    private static final String LINE =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z', UTC} %-5level %logger{0} - %escaped%n%escapedEx";

    /** Unescaped: it contains no text of callers or providers. */
    private static final String AUDIT_LINE = "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z', UTC} audit - %kvp{DOUBLE}%n";

    /** Days. */
    private static final int KEEP_AUDIT = 90;

    /** Replaces the configuration of the log. */
    public static void configure(LoggingSettings settings) {
        configure((LoggerContext) LoggerFactory.getILoggerFactory(), settings);
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        configure(context, new LoggingSettings(Format.TEXT, LoggingSettings.Level.INFO, null));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static void configure(LoggerContext context, LoggingSettings settings) {
        context.reset();
        Appender<ILoggingEvent> console =
                console(context, settings.format() == Format.JSON ? json(context) : text(context, LINE));
        Level own = Level.toLevel(settings.level().name());
        context.getLogger("ROOT").addAppender(console);
        context.getLogger("ROOT").setLevel(own.isGreaterOrEqual(Level.WARN) ? own : Level.WARN);
        context.getLogger("io.mailsender").setLevel(own);
        Encoder<ILoggingEvent> lines = settings.format() == Format.JSON ? json(context) : text(context, AUDIT_LINE);
        Logger audit = context.getLogger("audit");
        audit.setLevel(Level.INFO);
        audit.setAdditive(false);
        audit.addAppender(
                settings.auditFile() == null
                        ? console(context, lines)
                        : file(context, lines, Path.of(settings.auditFile())));
        // Warns of each client that does not close its TLS connection properly.
        context.getLogger("io.netty.handler.ssl.SslHandler").setLevel(Level.ERROR);
        // Logs the failure that main reports in one line.
        context.getLogger("io.micronaut.http.server.netty.NettyHttpServer").setLevel(Level.OFF);
    }

    private static Appender<ILoggingEvent> console(LoggerContext context, Encoder<ILoggingEvent> encoder) {
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setEncoder(encoder);
        console.start();
        return console;
    }

    private static Appender<ILoggingEvent> file(LoggerContext context, Encoder<ILoggingEvent> encoder, Path path) {
        if (!Files.isWritable(Files.exists(path) ? path : path.toAbsolutePath().getParent())) {
            throw new InvalidConfigurationException(
                    "logging.audit-file", path + " cannot be written; check its directory and permissions");
        }
        RollingFileAppender<ILoggingEvent> file = new RollingFileAppender<>();
        file.setContext(context);
        file.setFile(path.toString());
        file.setEncoder(encoder);
        TimeBasedRollingPolicy<ILoggingEvent> daily = new TimeBasedRollingPolicy<>();
        daily.setContext(context);
        daily.setParent(file);
        daily.setFileNamePattern(path + ".%d{yyyy-MM-dd, UTC}");
        daily.setMaxHistory(KEEP_AUDIT);
        daily.start();
        file.setRollingPolicy(daily);
        file.start();
        return file;
    }

    private static Encoder<ILoggingEvent> json(LoggerContext context) {
        JsonLineEncoder encoder = new JsonLineEncoder();
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }

    private static Encoder<ILoggingEvent> text(LoggerContext context, String line) {
        PatternLayout layout = new PatternLayout();
        layout.setContext(context);
        layout.setPattern(line);
        layout.getInstanceConverterMap().put("escaped", EscapedMessage::new);
        layout.getInstanceConverterMap().put("escapedEx", EscapedStackTrace::new);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.start();
        return encoder;
    }

    /** Escapes text of callers and providers in messages: it must not begin a new line or control a terminal. */
    static String escape(String text, String kept) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (kept.indexOf(c) >= 0 || UntrustedText.isHarmless(c)) {
                escaped.appendCodePoint(c);
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
