/**
 * How much memory mails may take together, in bytes: while a request is read, while a mail is sent, and while one is loaded from the
 * queue. What is larger than a little asks first.
 */
@NullMarked
package io.mailsender.memory;

import org.jspecify.annotations.NullMarked;
