package io.mailsender.oauth;

/** Whose tokens a server accepts. */
public enum TokenVendor {
    MICROSOFT,
    GOOGLE
}
