/**
 * The web pages for operators. Controllers call the same use cases as the API, make a view record of the result, and render it by a template in
 * {@code src/main/jte}, which the build compiles into this package. {@code ConsoleFilter} finds out who makes a request, and turns a problem into a page.
 * Links are relative, so that a proxy may serve the pages below any path.
 *
 * <p>Decisions: docs/rationale/console.md.
 */
@org.jspecify.annotations.NullMarked
package io.mailsender.console;
