package org.sluice.delivery.row;

import java.time.Instant;
import org.sluice.platform.Inside;

/**
 * One attempt to have a message taken.
 *
 * @param number from 1
 * @param at when it was made
 * @param httpStatus what the receiver answered; null if nothing
 * @param latencyMs until the answer, or until it was given up; milliseconds
 * @param failureKind why it was not taken, such as {@code UPSTREAM_TIMEOUT}; null if it was
 * @param answer the beginning of the answer, at most 1,024 characters, or one sentence about why
 *     there was none; null if the answer was empty
 */
@Inside
public record DeliveryAttempt(
    int number, Instant at, Integer httpStatus, int latencyMs, String failureKind, String answer) {}
