@NullMarked
package io.mailsender.message;

import org.jspecify.annotations.NullMarked;
