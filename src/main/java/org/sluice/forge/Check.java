package org.sluice.forge;

import java.time.Instant;

/**
 * One run of a check, or one status, of a commit.
 *
 * @param name for people
 * @param series what runs of the same check have in common, such as name, workflow and event of a
 *     check run or the context of a status: the newest of a series counts
 * @param state the forge's word for how it stands: its conclusion once it has one, else its status;
 *     in lower case
 * @param optional whether a failure is allowed
 * @param url its page; null if there is none
 * @param at when it started, which orders runs of a series; null if not told, and then of no run of
 *     the series
 * @param id orders runs of the same time, or of none; as the forge counts them
 */
public record Check(
    String name, String series, String state, boolean optional, String url, Instant at, long id) {}
