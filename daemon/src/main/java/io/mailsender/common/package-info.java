/**
 * Small parts that every package may use: they know no feature and use no other package. A part belongs here only if it has users in
 * more than one package.
 *
 * <p>Decisions: docs/rationale/common.md.
 */
@NullMarked
package io.mailsender.common;

import org.jspecify.annotations.NullMarked;
