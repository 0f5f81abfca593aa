package io.mailsender.provider.adapter;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An SNS topic that SES posts its events to.
 *
 * @param arn its Amazon Resource Name
 */
record AmazonSesTopic(String arn, String region) {

    private static final Pattern ARN =
            Pattern.compile("arn:aws(?:-[a-z]+)*:sns:([a-z]{2,}(?:-[a-z0-9]+)+):\\d+:[A-Za-z0-9_.-]{1,256}");

    private static final Pattern CERTIFICATE_PATH =
            Pattern.compile("/SimpleNotificationService(?:-[A-Za-z0-9]+)?\\.pem");

    /** @throws IllegalArgumentException if it is not the ARN of a topic */
    static AmazonSesTopic of(String arn) {
        Matcher matcher = ARN.matcher(arn);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "event-topics must have ARNs of SNS topics, such as arn:aws:sns:eu-west-1:123456789012:ses-events");
        }
        return new AmazonSesTopic(arn, matcher.group(1));
    }

    /** The end of the names of AWS's hosts in the topic's region. */
    String domain() {
        return region.startsWith("cn-")
                ? "amazonaws.com.cn"
                : region.startsWith("eusc-") ? "amazonaws.eu" : "amazonaws.com";
    }

    /** The host of SNS in the topic's region. */
    String host() {
        return "sns." + region + "." + domain();
    }

    /**
     * The path of a certificate, if its URL can only lead to SNS in the topic's region. A host such as {@code s3.amazonaws.com} belongs
     * to AWS too, but anybody can store a certificate there; a host of another region cannot be checked by the topic.
     */
    Optional<String> certificatePath(String url) {
        try {
            URI uri = URI.create(url);
            boolean leads = "https".equals(uri.getScheme())
                    // Compares the whole authority: no user, no port.
                    && host().equals(uri.getRawAuthority())
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && CERTIFICATE_PATH
                            .matcher(String.valueOf(uri.getRawPath()))
                            .matches();
            return leads ? Optional.of(uri.getRawPath()) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
