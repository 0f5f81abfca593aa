@NullMarked
package io.mailsender.provider;

import org.jspecify.annotations.NullMarked;
