package io.mailsender.transport;

/** User events between the handlers of a connection. They travel from the HTTP decoder towards Micronaut, which sees none of them. */
enum ConnectionEvent {
    /** From {@link ConnectionRegistry} to {@link DeadlineHandler}: a deadline may have passed. */
    OVERDUE,
    /** From {@link AnswerHandler} to {@link AdmissionHandler}: nothing more will be let through, so everything held is released. */
    LAST_ANSWER
}
