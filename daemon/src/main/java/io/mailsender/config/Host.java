package io.mailsender.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The setting is a host name or an IP address, without scheme, port or brackets: {@link HostSyntax}. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.PARAMETER, ElementType.FIELD})
public @interface Host {

    /** Whether the daemon listens there: the error then names the addresses that mean all. */
    boolean listen() default false;
}
