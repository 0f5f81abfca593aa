/** Makes what the packages contain beside the programs: manual pages and the Debian changelog. */
@NullMarked
package io.mailsender.packaging;

import org.jspecify.annotations.NullMarked;
