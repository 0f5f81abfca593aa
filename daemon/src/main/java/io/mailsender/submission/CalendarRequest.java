package io.mailsender.submission;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A calendar invitation, as submitted. */
@Serdeable
@Schema(
        name = "Calendar",
        description =
                "An invitation, a reply to one or a cancellation (RFC 6047). It is sent as an alternative to the text; mail programs show it with buttons.",
        additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
public record CalendarRequest(
        @Schema(
                description =
                        "One iCalendar object (RFC 5545), from `BEGIN:VCALENDAR` to `END:VCALENDAR`, with a METHOD property.",
                example =
                        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Example//EN\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:17@example.com\nDTSTAMP:20260203T040506Z\nDTSTART:20260210T090000Z\nORGANIZER:mailto:shop@example.com\nATTENDEE:mailto:ann@example.com\nSUMMARY:Fitting\nEND:VEVENT\nEND:VCALENDAR",
                format = "icalendar",
                pattern =
                        "^BEGIN:VCALENDAR\\r?\\n(?:[^\\u0000-\\u001f\\u007f]*\\r?\\n)*METHOD:(?:PUBLISH|REQUEST|REPLY|ADD|CANCEL|REFRESH|COUNTER|DECLINECOUNTER)\\r?\\n(?:[^\\u0000-\\u001f\\u007f]*\\r?\\n)*END:VCALENDAR\\s*$",
                requiredMode = Schema.RequiredMode.REQUIRED,
                nullable = false)
        @Nullable
        String content,

        @Schema(
                description = "Must equal the METHOD property (RFC 5546), if given.",
                allowableValues = {
                    "PUBLISH",
                    "REQUEST",
                    "REPLY",
                    "ADD",
                    "CANCEL",
                    "REFRESH",
                    "COUNTER",
                    "DECLINECOUNTER"
                })
        @Nullable
        String method) {}
