package io.mailsender.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mailsender.cli.ApiErrorTranslator.Repetition;
import io.mailsender.client.ApiException;
import io.mailsender.client.MailSender;
import io.mailsender.client.MailSenderApi;
import io.mailsender.client.MailSenderBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options of every command that calls the daemon, and the call itself. */
final class DaemonOptions {

    /** A call of the daemon. */
    interface ApiCall<T> {
        T call(MailSenderApi api) throws ApiException;
    }

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--url",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            defaultValue = "${env:MAIL_SENDER_URL:-http://127.0.0.1:8080}",
            description = "The daemon's URL (default: MAIL_SENDER_URL, else http://127.0.0.1:8080).")
    private String url = "";

    @Option(
            names = "--api-key-file",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "Read the API key from this file instead of MAIL_SENDER_API_KEY;"
                    + " - reads the first line of the standard input.")
    private @Nullable Path apiKeyFile;

    @Mixin
    private final TlsOptions tls = new TlsOptions();

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print the daemon's answer as JSON.")
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

    /** @throws ParameterException if an option is wrong */
    MailSenderApi connect() {
        MailSenderBuilder builder = builder();
        try {
            return builder.apiKey(apiKey()).sslContext(tls.context()).build();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Like {@link #connect}, for whole mails.
     *
     * @throws ParameterException if an option is wrong
     */
    MailUpload connectForMails() {
        MailSenderBuilder check = builder();
        try {
            String key = apiKey();
            check.apiKey(key);
            return new MailUpload(url.strip(), key, tls.context());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private MailSenderBuilder builder() {
        try {
            return MailSender.builder(url);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--url: " + e.getMessage(), e);
        }
    }

    private String apiKey() {
        try {
            return ApiKeySource.read(apiKeyFile, System.getenv("MAIL_SENDER_API_KEY"), System.in, err());
        } catch (IOException e) {
            throw new ParameterException(
                    spec.commandLine(), "--api-key-file: cannot read " + apiKeyFile + ": " + FileErrorText.of(e), e);
        }
    }

    /** Makes a call that may be repeated. */
    <T> T call(ApiCall<T> call) {
        try {
            return call.call(connect());
        } catch (ApiException e) {
            throw failure(e, Repetition.HARMLESS);
        }
    }

    /** With {@code --json} this prints the daemon's answer to a failed call, too. */
    CommandFailedException failure(ApiException e, Repetition repetition) {
        if (json && e.getResponseBody() != null) {
            out().println(e.getResponseBody());
        }
        return ApiErrorTranslator.translate(e, url, repetition);
    }

    void printJson(Object answer) {
        try {
            out().println(MailSender.newObjectMapper().writeValueAsString(answer));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
