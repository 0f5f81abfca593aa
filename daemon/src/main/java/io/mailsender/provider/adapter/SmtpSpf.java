package io.mailsender.provider.adapter;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The SPF includes of well-known SMTP services. */
final class SmtpSpf {

    private static final Pattern GOOGLE = Pattern.compile("smtp(?:-relay)?\\.g(?:oogle)?mail\\.com");

    /** Services that put their own address, or one at a verified domain, into the return path. */
    private static final Pattern OWN_RETURN_PATH = Pattern.compile(
            "email-smtp\\..+\\.amazonaws\\.com|smtp(?:\\.eu)?\\.mailgun\\.org|smtp(?:\\.eu)?\\.sendgrid\\.net"
                    + "|smtp(?:-broadcasts)?\\.postmarkapp\\.com|smtp\\.resend\\.com|in-v3\\.mailjet\\.com"
                    + "|smtp-relay\\.brevo\\.com|smtp(?:\\.eu)?\\.sparkpostmail\\.com");

    private SmtpSpf() {}

    static Optional<String> include(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.equals("smtp.office365.com") || name.endsWith(".mail.protection.outlook.com")) {
            return Optional.of("spf.protection.outlook.com");
        }
        return GOOGLE.matcher(name).matches() ? Optional.of("_spf.google.com") : Optional.empty();
    }

    static boolean replacesReturnPath(String host) {
        return OWN_RETURN_PATH.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }
}
