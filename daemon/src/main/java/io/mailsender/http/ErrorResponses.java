package io.mailsender.http;

import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The errors that every operation may return; {@code src/main/openapi} describes them. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ApiResponse(responseCode = "400", ref = ErrorResponses.PLACE + "BadRequest")
@ApiResponse(responseCode = "401", ref = ErrorResponses.PLACE + "Unauthorized")
@ApiResponse(responseCode = "403", ref = ErrorResponses.PLACE + "Forbidden")
@ApiResponse(responseCode = "406", ref = ErrorResponses.PLACE + "NotAcceptable")
@ApiResponse(responseCode = "415", ref = ErrorResponses.PLACE + "UnsupportedMediaType")
@ApiResponse(responseCode = "429", ref = ErrorResponses.PLACE + "TooManyRequests")
public @interface ErrorResponses {

    /** The path of the shared responses in the OpenAPI document. */
    String PLACE = "#/components/responses/";

    /** The schema of a problem, including the members that a message adds. */
    String PROBLEM = "#/components/schemas/Problem";

    /** The errors of an operation with a request body. */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.TYPE, ElementType.METHOD})
    @ApiResponse(responseCode = "413", ref = PLACE + "TooLarge")
    @interface OfBody {}

    /** The errors of an operation that needs a store. */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.TYPE, ElementType.METHOD})
    @OfLoad
    @ApiResponse(responseCode = "501", ref = PLACE + "NoStore")
    @interface OfStore {}

    /** The error of an operation that needs capacity or the store. */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.TYPE, ElementType.METHOD})
    @ApiResponse(responseCode = "503", ref = PLACE + "Unavailable")
    @interface OfLoad {}

    /** The errors of an operation that changes one resource. */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.TYPE, ElementType.METHOD})
    @OfOne
    @ApiResponse(responseCode = "409", ref = PLACE + "Conflict")
    @interface OfChange {}

    /** The error of an operation on one resource. */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.TYPE, ElementType.METHOD})
    @ApiResponse(responseCode = "404", ref = PLACE + "NotFound")
    @interface OfOne {}
}
