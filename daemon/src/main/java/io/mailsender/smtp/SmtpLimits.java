package io.mailsender.smtp;

import io.mailsender.memory.Budget;

/**
 * What all connections share.
 *
 * @param serverName the name that the daemon greets with
 * @param maxSize the largest message, in octets as received
 * @param maxRecipients of one mail
 * @param memory in bytes, for messages
 * @param freeBytes how much of each message needs no claim on the memory
 */
record SmtpLimits(String serverName, int maxSize, int maxRecipients, Budget memory, int freeBytes) {

    /** @param maxSize reduced to the whole memory, since a larger message could never be read */
    SmtpLimits {
        maxSize = (int) Math.min(maxSize, memory.total());
    }
}
