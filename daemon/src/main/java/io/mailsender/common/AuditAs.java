package io.mailsender.common;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name of an operation in the audit. An operation that is not a GET is recorded in any case, so that none is forgotten; without this
 * annotation under its method and path.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface AuditAs {

    /** Of an operation that is not recorded, because programs call it all day, such as a send. */
    String NOTHING = "";

    /** A fixed word for the thing and one for the deed, such as {@code key.create}. */
    String value();

    /**
     * Whether the answer to this GET is shown only if it could be recorded. Not for an operation whose use case records it, such as a look at
     * a message's content.
     */
    boolean look() default false;
}
