/** TODO. */
@NullMarked
package io.mailsender.store;

import org.jspecify.annotations.NullMarked;
