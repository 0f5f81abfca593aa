@NullMarked
package io.mailsender.provider.event;

import org.jspecify.annotations.NullMarked;
