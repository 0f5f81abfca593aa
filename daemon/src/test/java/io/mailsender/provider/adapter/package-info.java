@NullMarked
package io.mailsender.provider.adapter;

import org.jspecify.annotations.NullMarked;
