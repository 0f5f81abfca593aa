package io.mailsender.http;

import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What each operation may answer, whatever it is for; described in {@code src/main/openapi}. */
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

    /** Where the API's description has the answers that several operations have in common. */
    String PLACE = "#/components/responses/";

    /** The schema of a problem, with the members that a message adds. */
    String PROBLEM = "#/components/schemas/Problem";

    /** What an operation may answer that takes a body. */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.TYPE, ElementType.METHOD})
    @ApiResponse(responseCode = "413", ref = PLACE + "TooLarge")
    @interface OfBody {}

    /** What an operation may answer that takes a store. */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.TYPE, ElementType.METHOD})
    @OfLoad
    @ApiResponse(responseCode = "501", ref = PLACE + "NoStore")
    @interface OfStore {}

    /** What an operation may answer that can find the daemon or its store overloaded. */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.TYPE, ElementType.METHOD})
    @ApiResponse(responseCode = "503", ref = PLACE + "Unavailable")
    @interface OfLoad {}

    /** What an operation may answer that changes one thing. */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.TYPE, ElementType.METHOD})
    @OfOne
    @ApiResponse(responseCode = "409", ref = PLACE + "Conflict")
    @interface OfChange {}

    /** What an operation may answer that is for one thing by its id. */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.TYPE, ElementType.METHOD})
    @ApiResponse(responseCode = "404", ref = PLACE + "NotFound")
    @interface OfOne {}
}
