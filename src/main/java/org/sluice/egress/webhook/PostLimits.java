package org.sluice.egress.webhook;

import java.time.Duration;

/**
 * How long a message may take.
 *
 * @param connect to connect, TLS included
 * @param silence between two bytes of the answer
 * @param whole until the head of the answer, everything included
 */
public record PostLimits(Duration connect, Duration silence, Duration whole) {}
