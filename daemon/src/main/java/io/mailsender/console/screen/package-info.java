/**
 * The screens of the console. A controller calls a use case of another package, makes a view record of the result, and has it rendered by the template of
 * the same name in {@code src/main/jte/screen}.
 *
 * <p>Decisions: docs/rationale/console.md.
 */
@org.jspecify.annotations.NullMarked
package io.mailsender.console.screen;
