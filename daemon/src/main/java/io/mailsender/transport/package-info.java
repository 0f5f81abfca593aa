/**
 * The daemon's own port, below the API: connections, deadlines, admission, TLS.
 *
 * <p>{@link io.mailsender.transport.TransportPipeline} puts three handlers between Netty's HTTP decoder and Micronaut.
 * {@link io.mailsender.transport.AnswerHandler} answers: it writes refusals and ends the connection after a last answer.
 * {@link io.mailsender.transport.DeadlineHandler} refuses or closes once a deadline has passed.
 * {@link io.mailsender.transport.AdmissionHandler} lets requests through one after the other, as far as the budgets allow.
 *
 * <pre>
 *                  requests  ----&gt;
 *   TLS - decoder - AnswerHandler - DeadlineHandler - AdmissionHandler - Micronaut
 *                                            &lt;----  answers
 * </pre>
 *
 * <p>The handlers share one {@link io.mailsender.transport.ConnectionState}, which holds the phase of the connection and its
 * deadlines. To refuse a request, a handler writes a {@link io.mailsender.transport.Refusal} as if it were an answer;
 * {@code AnswerHandler} turns it into one. A {@link io.mailsender.transport.ConnectionEvent} travels the other way.
 * {@link io.mailsender.transport.ConnectionRegistry} knows all connections of a port, polls their deadlines, and closes the one that
 * has waited longest for its client if there are too many.
 *
 * <pre>
 *    connection opens
 *          |              headers of a              last part let through,
 *          v            request with a body            turn granted
 *        HEAD ------------------------&gt; BODY ------------------------&gt; BUSY
 *          ^                            ^  |                           ^  |
 *          |                no memory,  |  |  granted                  |  |
 *   first  |                no turn     |  v  (goes on from BODY)      |  |
 *   bytes  |                            WAIT                           |  |
 *          |                            ^                              |  |
 *          |     request without a body,|     request without a body,  |  |
 *          |     no turn free           |     turn granted             |  |
 *        IDLE --------------------------+------------------------------+  |
 *          ^                                                              |
 *          +------------------------ request ended -----------------------+
 *
 *   any phase but BUSY: a refusal    \
 *                                     &gt; LINGER --- request complete, or closed by the client ---&gt; closed
 *   BODY, WAIT: Micronaut's answer   /
 *               is complete
 * </pre>
 *
 * <p>What IDLE does with a whole request, HEAD does as well.
 *
 * <table>
 * <caption>Deadline and budget of each phase</caption>
 * <tr><th>phase</th><th>deadline</th><th>then</th><th>claims</th></tr>
 * <tr><td>IDLE</td><td>idle-timeout</td><td>closed</td><td>none</td></tr>
 * <tr><td>HEAD</td><td>head-timeout</td><td>408</td><td>none</td></tr>
 * <tr><td>BODY</td><td>body-timeout, plus 1 s per 100 kB</td><td>408</td><td>memory, once the body outgrows the free bytes</td></tr>
 * <tr><td>WAIT</td><td>queue-timeout</td><td>503</td><td>as before, and waits for memory or a turn</td></tr>
 * <tr><td>BUSY</td><td>none: work has its own</td><td></td><td>a turn (health probes need none), and the memory</td></tr>
 * <tr><td>LINGER</td><td>30 s</td><td>closed</td><td>none</td></tr>
 * <tr><td>any, with unread answers</td><td>write-timeout, plus 1 s per 100 kB</td><td>closed</td><td></td></tr>
 * </table>
 *
 * <p>Budgets count requests (max-concurrent-requests) and bytes (body-memory). A request that finds no room waits; if too many wait,
 * it is refused (503), and so is a body that can never fit (413). Connections count against max-connections from opening to closing;
 * all phases but WAIT and BUSY may be cut short for a new connection.
 *
 * <p>Decisions: docs/rationale/transport.md.
 */
@NullMarked
package io.mailsender.transport;

import org.jspecify.annotations.NullMarked;
