@NullMarked
package io.mailsender;

import org.jspecify.annotations.NullMarked;
