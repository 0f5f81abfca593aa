@NullMarked
package io.mailsender.testing;

import org.jspecify.annotations.NullMarked;
