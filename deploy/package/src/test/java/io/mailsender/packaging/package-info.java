@NullMarked
package io.mailsender.packaging;

import org.jspecify.annotations.NullMarked;
