/** TODO. */
@NullMarked
package io.mailsender.common;

import org.jspecify.annotations.NullMarked;
