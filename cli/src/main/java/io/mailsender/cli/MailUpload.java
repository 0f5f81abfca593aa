package io.mailsender.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mailsender.cli.UploadResult.Kind;
import io.mailsender.client.MailSender;
import io.mailsender.client.model.FieldError;
import io.mailsender.client.model.Problem;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Hands mails to the daemon as they are: {@code POST /send} with {@code message/rfc822}. The generated client has only the JSON form of
 * this operation.
 */
final class MailUpload implements MailSink {

    /** What one request may name. */
    static final int MAX_RECIPIENTS = 100;
    /** Characters of a request's query; the daemon takes a first line of 4096 bytes. */
    static final int MAX_QUERY = 3800;

    private static final Pattern ID = Pattern.compile("\"id\"\\s*+:\\s*+\"([^\"]++)\"");

    private final HttpClient http;
    private final String url;
    private final String apiKey;

    /**
     * Prepares the calls; connects to nothing.
     *
     * @param url valid
     * @param apiKey valid; empty for none
     * @param tls {@code null} for the runtime's
     */
    MailUpload(String url, String apiKey, @Nullable SSLContext tls) {
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(3));
        this.http = (tls == null ? builder : builder.sslContext(tls)).build();
        this.url = url.replaceFirst("/+$", "");
        this.apiKey = apiKey;
    }

    /** The characters that a recipient takes in a query. */
    static int queryLength(String recipient) {
        return parameter("recipient", recipient).length() + 1;
    }

    @Override
    public UploadResult send(SpooledMail mail, Duration timeout) {
        CompletableFuture<HttpResponse<byte[]>> call = http.sendAsync(request(mail), BodyHandlers.ofByteArray());
        try {
            return answered(call.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            return noAnswer(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            call.cancel(true);
            return later(true, 0, "no answer from " + url + " within " + timeout.toSeconds() + " s");
        } catch (InterruptedException e) {
            call.cancel(true);
            Thread.currentThread().interrupt();
            return later(true, 0, "interrupted");
        }
    }

    private HttpRequest request(SpooledMail mail) {
        String query = mail.mail().recipients().stream()
                .map(recipient -> parameter("recipient", recipient))
                .collect(Collectors.joining("&"));
        String sender = mail.mail().sender();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(url + "/send?" + (sender == null ? "" : parameter("sender", sender) + "&") + query))
                .header("Content-Type", "message/rfc822")
                .header("Accept", "application/json, application/problem+json")
                .header("Prefer", MailSender.RESPOND_ASYNC)
                .header("Idempotency-Key", mail.idempotencyKey())
                .POST(BodyPublishers.ofByteArray(mail.mail().bytes()));
        return (apiKey.isEmpty() ? request : request.header("Authorization", "Bearer " + apiKey)).build();
    }

    private static String parameter(String name, String value) {
        return name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private UploadResult answered(HttpResponse<byte[]> answer) {
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        int status = answer.statusCode();
        if (status / 100 == 2) {
            Matcher id = ID.matcher(body);
            return id.find()
                    ? new UploadResult(Kind.STORED, false, status, id.group(1))
                    : later(true, status, "the answer does not come from a Mail Sender daemon; correct the URL " + url);
        }
        Optional<Problem> problem = answer.headers()
                .firstValue("Content-Type")
                .filter(type -> type.startsWith("application/problem+json"))
                .flatMap(type -> problem(body));
        String reason = status + " " + problem.map(MailUpload::text).orElse("from " + url);
        return switch (status) {
            // Else it is from a proxy, which knows nothing about the mail.
            case 400, 422 ->
                problem.isPresent()
                        ? new UploadResult(Kind.REFUSED, false, status, reason)
                        : later(false, status, reason);
            case 413 -> new UploadResult(Kind.REFUSED, false, status, reason);
            // The sender may be one that the key must not use; or another process sends this mail.
            case 403, 409 -> new UploadResult(Kind.THIS_MAIL_LATER, status == 409, status, reason);
            default -> later(status >= 500 && status != 503 && problem.isEmpty(), status, reason);
        };
    }

    private static Optional<Problem> problem(String body) {
        try {
            return Optional.ofNullable(MailSender.newObjectMapper().readValue(body, Problem.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static String text(Problem problem) {
        List<FieldError> errors = problem.getErrors();
        if (errors != null && !errors.isEmpty()) {
            return errors.stream()
                    .map(error -> error.getField() + ": " + error.getMessage())
                    .collect(Collectors.joining("; "));
        }
        return String.valueOf(problem.getDetail() == null ? problem.getTitle() : problem.getDetail());
    }

    private UploadResult noAnswer(Throwable failure) {
        boolean notConnected = failure instanceof ConnectException
                || failure instanceof HttpConnectTimeoutException
                || failure instanceof SSLHandshakeException;
        String reason = failure instanceof SSLHandshakeException || !notConnected
                ? "no answer from " + url + ": " + failure.getMessage()
                : "no daemon answers at " + url;
        return later(!notConnected, 0, reason);
    }

    private static UploadResult later(boolean mayHaveArrived, int status, String reason) {
        return new UploadResult(Kind.EVERY_MAIL_LATER, mayHaveArrived, status, reason);
    }
}
