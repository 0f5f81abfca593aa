package io.mailsender.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mailsender.cli.UploadResult.Kind;
import io.mailsender.client.MailSender;
import io.mailsender.client.model.FieldError;
import io.mailsender.client.model.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Hands mails to the daemon as they are: {@code POST /send} with {@code message/rfc822}. Not with the generated client: the JDK's
 * {@code HttpClient} below it takes longer to load than all of the rest of a call.
 */
final class MailUpload implements MailSink {

    /** What one request may name. */
    static final int MAX_RECIPIENTS = 50;
    /** Characters of a request's query; the daemon takes a first line of 4096 bytes. */
    static final int MAX_QUERY = 3800;

    /** Milliseconds, as of the other commands. */
    private static final int CONNECT_TIMEOUT = 3000;

    /** Bytes. */
    private static final int MAX_ANSWER = 1 << 16;

    private static final Pattern ID = Pattern.compile("\"id\"\\s*+:\\s*+\"([^\"]++)\"");

    private final String url;
    private final String apiKey;
    private final @Nullable SSLContext tls;

    /**
     * Prepares the calls; connects to nothing.
     *
     * @param url valid
     * @param apiKey valid; empty for none
     * @param tls {@code null} for the runtime's
     */
    MailUpload(String url, String apiKey, @Nullable SSLContext tls) {
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.apiKey = apiKey;
        this.tls = tls;
    }

    /** The characters that a recipient takes in a query. */
    static int queryLength(String recipient) {
        return parameter("recipient", recipient).length() + 1;
    }

    @Override
    public UploadResult send(SpooledMail mail, Duration timeout) {
        HttpURLConnection connection = null;
        boolean connected = false;
        try {
            connection = request(mail, timeout);
            connection.connect();
            connected = true;
            write(mail, connection);
            return answered(connection);
        } catch (IOException e) {
            return later(connected && !(e instanceof SSLHandshakeException), 0, reason(e));
        } finally {
            if (connection != null && !connected) {
                connection.disconnect();
            }
        }
    }

    private HttpURLConnection request(SpooledMail mail, Duration timeout) throws IOException {
        String query = mail.mail().recipients().stream()
                .map(recipient -> parameter("recipient", recipient))
                .collect(Collectors.joining("&"));
        String sender = mail.mail().sender();
        URL target = new URL(url + "/send?" + (sender == null ? "" : parameter("sender", sender) + "&") + query);
        HttpURLConnection request = (HttpURLConnection) target.openConnection();
        if (tls != null && request instanceof HttpsURLConnection https) {
            https.setSSLSocketFactory(tls.getSocketFactory());
        }
        request.setConnectTimeout(CONNECT_TIMEOUT);
        request.setReadTimeout((int) timeout.toMillis());
        // The API key is for this server only, and a redirected POST would become a GET.
        request.setInstanceFollowRedirects(false);
        request.setRequestMethod("POST");
        request.setDoOutput(true);
        // Without it, the JDK repeats a POST by itself.
        request.setFixedLengthStreamingMode(mail.mail().bytes().length);
        request.setRequestProperty("Content-Type", "message/rfc822");
        request.setRequestProperty("Accept", "application/json, application/problem+json");
        request.setRequestProperty("Prefer", MailSender.RESPOND_ASYNC);
        request.setRequestProperty("Idempotency-Key", mail.idempotencyKey());
        if (!apiKey.isEmpty()) {
            request.setRequestProperty("Authorization", "Bearer " + apiKey);
        }
        return request;
    }

    private static void write(SpooledMail mail, HttpURLConnection connection) throws IOException {
        try (OutputStream out = connection.getOutputStream()) {
            out.write(mail.mail().bytes());
        } catch (SSLHandshakeException e) {
            throw e;
        } catch (IOException e) {
            // A daemon that refuses a large mail answers and closes the connection.
            if (connection.getResponseCode() < 0) {
                throw e;
            }
        }
    }

    private static byte[] body(HttpURLConnection connection, int status) throws IOException {
        try (InputStream in = status / 100 == 2 ? connection.getInputStream() : connection.getErrorStream()) {
            return in == null ? new byte[0] : in.readNBytes(MAX_ANSWER);
        }
    }

    private static String parameter(String name, String value) {
        return name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private UploadResult answered(HttpURLConnection answer) throws IOException {
        int status = answer.getResponseCode();
        String body = new String(body(answer, status), StandardCharsets.UTF_8);
        if (status / 100 == 2) {
            Matcher id = ID.matcher(body);
            return id.find()
                    ? new UploadResult(Kind.STORED, false, status, id.group(1))
                    : later(true, status, "the answer does not come from a Mail Sender daemon; correct the URL " + url);
        }
        Optional<Problem> problem = Optional.ofNullable(answer.getContentType())
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

    private String reason(IOException e) {
        return e instanceof ConnectException
                ? "no daemon answers at " + url
                : "no answer from " + url + ": " + (e.getMessage() == null ? e : e.getMessage());
    }

    private static UploadResult later(boolean mayHaveArrived, int status, String reason) {
        return new UploadResult(Kind.EVERY_MAIL_LATER, mayHaveArrived, status, reason);
    }
}
