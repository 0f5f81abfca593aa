package io.mailsender.delivery;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/**
 * Raises the weight of a new provider day by day (UTC), evenly: on the first of 14 days to a 14th, on the last to its full weight.
 *
 * @param from the first day; before it, the provider gets a message only if the others did not take it
 * @param days at least 1
 */
record WarmUp(LocalDate from, int days) {

    /** The part of its weight that the provider has on a day, from 0 to 1. */
    double part(LocalDate day) {
        long passed = ChronoUnit.DAYS.between(from, day) + 1;
        return Math.max(0, Math.min(1, passed / (double) days));
    }
}
