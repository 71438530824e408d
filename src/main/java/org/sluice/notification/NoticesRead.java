package org.sluice.notification;

import java.util.List;
import java.util.UUID;

/**
 * Which notices the caller has read: some by their ids, or all that there are.
 *
 * @param ids 1 to 200 notices; null if all are meant
 * @param all true for all; null or false if ids are given
 */
public record NoticesRead(List<UUID> ids, Boolean all) {}
