@NullMarked
package io.mailsender.config;

import org.jspecify.annotations.NullMarked;
