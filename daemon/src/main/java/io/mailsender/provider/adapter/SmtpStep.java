package io.mailsender.provider.adapter;

/** A step of the dialogue. {@link #toString()} is its name in messages. */
enum SmtpStep {
    CONNECTING("connecting"),
    GREETING("the greeting"),
    EHLO("EHLO"),
    STARTTLS("STARTTLS"),
    AUTH("AUTH"),
    MAIL("MAIL"),
    RCPT("RCPT"),
    DATA("DATA"),
    BODY("the body"),
    FINAL_DOT("the final dot");

    private final String name;

    SmtpStep(String name) {
        this.name = name;
    }

    boolean isBefore(SmtpStep other) {
        return compareTo(other) < 0;
    }

    @Override
    public String toString() {
        return name;
    }
}
