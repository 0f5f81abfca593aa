package io.mailsender.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On an adapter: settings that a provider's block may have besides those of its kind. A setting of the kind
 * itself replaces one of the same name.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface SharedSettings {

    /** The prefix of the {@code @EachProperty} record with these settings, whose beans have the providers' names. */
    String value();
}
