package io.mailsender.provider.adapter;

import io.mailsender.common.Rate;
import io.mailsender.provider.Pace;
import java.util.Locale;
import java.util.Set;

/**
 * What Exchange Online takes from one mailbox (<a
 * href="https://learn.microsoft.com/office365/servicedescriptions/exchange-online-service-description/exchange-online-limits">Exchange
 * Online limits</a>): a fourth connection is refused with 432 4.3.2, and more than 30 messages a minute are delayed.
 */
final class SmtpExchangeOnline {

    private static final Set<String> HOSTS = Set.of(
            "smtp.office365.com",
            "outlook.office365.com",
            "smtp-mail.outlook.com",
            "smtp.office365.us",
            "smtp.partner.outlook.cn");

    private static final Pace PACE = new Pace(Rate.parse("30/m"), Integer.MAX_VALUE);

    private SmtpExchangeOnline() {}

    static Pace pace(String host) {
        return is(host) ? PACE : Pace.UNLIMITED;
    }

    /** The default of {@code max-connections}. */
    static int connections(String host) {
        return is(host) ? 3 : 10;
    }

    private static boolean is(String host) {
        return HOSTS.contains(host.toLowerCase(Locale.ROOT));
    }
}
