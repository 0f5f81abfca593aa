package io.mailsender.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mailsender.client.ApiException;
import io.mailsender.client.MailSender;
import io.mailsender.client.MailSenderApi;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options of every command that calls the daemon. */
final class DaemonOptions {

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:MAIL_SENDER_URL:-http://127.0.0.1:8080}",
            description = "Where the daemon is (default: MAIL_SENDER_URL, else http://127.0.0.1:8080).")
    private String url = "";

    @Option(
            names = "--api-key-file",
            paramLabel = "FILE",
            description = "Read the API key from this file, not from MAIL_SENDER_API_KEY;"
                    + " - takes the first line of the standard input.")
    private @Nullable Path apiKeyFile;

    @Mixin
    private final TlsOptions tls = new TlsOptions();

    @Option(names = "--json", description = "Print the daemon's answer as JSON.")
    private boolean json;

    boolean json() {
        return json;
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** @throws ParameterException for an option that cannot be right */
    MailSenderApi connect() {
        try {
            return MailSender.builder(url)
                    .apiKey(apiKey())
                    .sslContext(tls.context())
                    .build();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private String apiKey() {
        try {
            return ApiKey.read(apiKeyFile, System.getenv("MAIL_SENDER_API_KEY"), System.in, err());
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), "--api-key-file " + apiKeyFile + " cannot be read", e);
        }
    }

    /** Where JSON was asked for, what the daemon said is printed whether it is good news or not. */
    Failure failure(ApiException e, Failure.Repeating repeating) {
        if (json && e.getResponseBody() != null) {
            out().println(e.getResponseBody());
        }
        return Failure.of(e, url, repeating);
    }

    void printJson(Object answer) {
        try {
            out().println(MailSender.newObjectMapper().writeValueAsString(answer));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
