@NullMarked
package io.mailsender.delivery;

import org.jspecify.annotations.NullMarked;
