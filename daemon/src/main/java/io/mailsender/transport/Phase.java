package io.mailsender.transport;

/** Phase of a connection. The package's description says which event starts each phase, and which deadline and budget apply. */
enum Phase {
    /** No request is under way. */
    IDLE,
    /** The connection was just opened, or the first bytes of a request have arrived, but not all its headers. */
    HEAD,
    /** The headers were let through; the body is still arriving. */
    BODY,
    /** The request is held until a budget has room for it. */
    WAIT,
    /** The whole request was let through and is being worked on. */
    BUSY,
    /** The last answer has been written. What still arrives is dropped until the client closes. */
    LINGER
}
