package io.mailsender.smtp;

/** A port of the SMTP server cannot be opened. The message is one line that names the setting. */
public final class SmtpBindException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SmtpBindException(ListenerSetting listener, Throwable cause) {
        super("smtp.listeners: " + listener.address() + ": " + reason(String.valueOf(cause.getMessage())), cause);
    }

    private static String reason(String reason) {
        if (reason.contains("Permission denied")) {
            return reason + "; a port below 1024 needs the capability CAP_NET_BIND_SERVICE, choose another";
        }
        if (reason.contains("in use")) {
            return reason + "; stop the program that uses it, or choose another port";
        }
        return reason.contains("assign")
                ? reason + "; `ip address` lists the addresses of this machine, and 0.0.0.0 means all"
                : reason;
    }
}
