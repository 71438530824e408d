package org.sluice.registry.account;

import java.util.UUID;

/**
 * An account is being deleted; fired in that transaction, just before its row goes, so that what
 * depends on it goes first.
 *
 * @param id the account
 */
public record ForgeAccountDeleted(UUID id) {}
