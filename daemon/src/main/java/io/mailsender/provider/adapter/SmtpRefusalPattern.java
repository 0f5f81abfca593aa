package io.mailsender.provider.adapter;

import java.util.regex.Pattern;

/**
 * Patterns for the text of a refusal, by what it concerns. They cover Postfix, Exim, Sendmail, qmail, OpenSMTPD, Gmail, Exchange Online,
 * Amazon SES, SendGrid, Yahoo, Zoho, GMX, IONOS and others; SmtpRefusalTest has their replies.
 */
enum SmtpRefusalPattern {

    /** Greylisting (RFC 6647). */
    GREYLISTED("gr[ea]y[ -]?list|postgrey"),

    /** More recipients than a transaction allows; not more than an hour allows. */
    TOO_MANY_RECIPIENTS("^(?!.*(?:\\bper\\b|this|last|\\ban?) (?:hour|day|minute|second)|.*too many recipients from)"
            + ".*(?:too many (?:recipients|rcpt|to addresses)|(?:max\\w*|limit|number|count) (?:\\w+ ){0,3}recipients"
            + "|recipients? (?:count|limit|number)|recipients? (?:\\w+ ){0,3}(?:exceed|reached)"
            + "|size per transaction exceeded|(?:separate|per) transaction)"),

    /** The account may not send as this sender. */
    SEND_AS("send[ -]?as ?denied|to send (?:as|on behalf)\\b|sendonbehalf"),

    /** Exchange Online accepted the token, but the application has no right to the mailbox: simonrob/email-oauth2-proxy#271. */
    LOGON("mailbox logon fail|MapiExceptionLogonFailed"),

    /** The account's credit is used up. */
    CREDIT("\\bcredits?\\b"),

    /** The account's login, sender, host name, IP address, reputation or quota, or its right to relay. */
    ACCOUNT("\\brelay\\w*\\b.{0,40}(?:denied|permitted|allowed|prohibited|refused|block|restrict|reject|disallowed)"
            + "|(?:unable|permitted|allowed|cannot|can't|don't|do not|not) (?:\\w+ ){0,3}relay|rcpthosts|relais refus"
            + "|(?:\\bsender(?: address| domain|'s address)?|\\bfrom(?: address| header|:)|mail from|envelope from)\\b"
            + ".{0,60}?(?:reject|refused|denied|blocked|verified|unverified"
            + "|(?:not|n't) (?:owned|logged|allowed|permitted|accepted|valid|one of|authori[sz]ed|exist|match|found|resolve))"
            + "|sender (?:verify|verification|callout) fail|sender signature|domain of sender|absender(?:adresse)?\\b.*nicht"
            + "|(?:invalid|bad|unverified|unauthenticated|unauthori[sz]ed) (?:outbound )?(?:sender|from)"
            + "|client host|client not|\\b(?:helo|ehlo)\\b|reverse (?:dns|hostname)|\\brdns\\b|\\bptr\\b"
            + "|\\b(?:your|sending|source|client|remote) (?:ip|host|server|network)|\\bip(?: address|=|:| is| has)|[?&]i=ip"
            + "|black ?list(?!ed url)|block ?list|dnsbl|\\brbl\\b|spamhaus|barracuda|spamcop|reputation|banned|blocked using"
            + "|dynamic (?:ip|address)|dial-?up|\\bspf\\b|\\bdkim\\b|\\bdmarc\\b"
            + "|authenti|\\bauth\\b|log ?in (?:first|required|to)|must issue|anmeldung erforderlich"
            + "|not verified|verified sender|sandbox"
            + "|your (?:\\w+ ){0,2}(?:account|domain|mailbox) (?:\\w+ ){0,4}(?:suspend|disabled|blocked|locked|paused|restrict)"
            + "|sending (?:\\w+ ){0,4}(?:suspended|paused|blocked|disabled)|outgoing (?:\\w+ ){0,2}blocked|unusual sending"
            + "|(?:sending|send|daily|hourly|monthly|submission|outgoing|outbound|relay) ?(?:\\w+ ){0,4}(?:quota|limit)"
            + "|max(?:imum)? (?:e-?)?mails? per"
            + "|(?<!recipient address rejected: )access denied|not authori[sz]ed to (?:send|perform|relay|use|access)"),

    /** Too much in a short time. */
    PACE(
            "too (?:many(?! (?:hops|received))|much mail|fast|quick|frequent|often)|\\brate\\b|ratelimit|frequency|slow down"
                    + "|throttl|busy|\\bper (?:hour|day|minute)"),

    LATER("try (?:it )?(?:again|later)|later|temporar|sp\u00e4ter|plus tard"),

    /** The mailbox does not exist or accepts nothing. */
    MAILBOX(
            "no such (?:\\w+ )?(?:user|mailbox|recipient|person|address|account|alias)"
                    + "|(?:user|recipient|mailbox|account|addressee?) (?:\\S+ )?(?:is )?(?:unknown|not (?:found|known)|doesn't have"
                    + "|does(?:n't| not) exist)|(?:user|recipient|mailbox) (?:\\S+ )?(?:is )?(?:disabled|inactive|full|unavailable)"
                    + "|(?:unknown|invalid|inactive) (?:user|mailbox|local|account)|unknown (?:recipient|address)|no mailbox"
                    + "|mailbox (?:\\w+ ){0,3}(?:unavailable|not (?:found|exist|available)|full|disabled|exceed)|over ?quota"
                    + "|quota (?:is )?exceeded|(?:mail ?box|user|account|recipient).{0,80}(?:does not exist|doesn't exist)"
                    + "|no longer (?:exists|accepts|available|active|in use)|marked as inactive|address blacklisted|recipientnotfound"
                    + "|undeliverable address|(?:unbekannter|unbekannte) (?:empf|adress|benutz)"
                    + "|(?:empf\u00e4nger|postfach|benutzer|adresse?|destinataire|utilisateur|bo\u00eete|compte).{0,60}"
                    + "(?:unbekannt|existiert nicht|nicht (?:bekannt|gefunden|vorhanden)|voll\\b|inconnu|inexist|n'existe pas|pleine)"),

    /** Clearly the content, even if the same text mentions our address. */
    HARMFUL(
            "virus|malware|phish|infected|surbl|uribl|\\b(?:url|uri|link|hyperlink)s?\\b.{0,60}(?:list|block|bad|reject)"
                    + "|content.{0,40}(?:security|reject|block|not (?:allowed|accepted))|attachment"),

    CONTENT(
            "\\bspam\\b|spammy|unsolicited|junk|content|policy|policies|prohibited|offensive|inhalt|contenu|ind\u00e9sirable"),

    SIZE(
            "size (?:\\w+ ){0,3}(?:limit|exceed|too)|too (?:big|large|long)|exceed.{0,40}\\bsize|databytes|zu gro\u00df|trop (?:gros|volumineux)");

    private final Pattern pattern;

    SmtpRefusalPattern(String regex) {
        this.pattern = Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    boolean isIn(String text) {
        return pattern.matcher(text).find();
    }
}
