package org.sluice.egress.budget;

import java.time.Instant;

/**
 * How one part of a budget stands, as last told.
 *
 * @param budget whose it is; accounts of one budget share its limits
 * @param resource the part, such as {@code core}; empty where there is one, or none was told yet
 * @param limit requests of a window; null if not told
 * @param remaining those that are left of it; null if not told, or if the window has ended
 * @param resetAt when the window ends; null if not told
 * @param waitingUntil until when nothing is sent, since the server asked for that; null if requests
 *     go out
 * @param running requests of the whole budget that wait for their answer now
 * @param observedAt when the server last told; null if never
 */
public record BudgetView(
    String budget,
    String resource,
    Long limit,
    Long remaining,
    Instant resetAt,
    Instant waitingUntil,
    int running,
    Instant observedAt) {}
