package org.sluice.delivery.message;

import java.time.Instant;
import org.sluice.delivery.row.DeliveryEvent;
import org.sluice.platform.Inside;

/**
 * What all messages about a repository say.
 *
 * @param event what it tells
 * @param at when it was planned, so that it is the same in every attempt
 * @param repository what it is about
 * @param generation in which it is sent
 * @param commit that it is of, 40 hex digits; null if of none
 */
@Inside
public record MessageHead(
    DeliveryEvent event, Instant at, RepositoryFacts repository, int generation, String commit) {}
