package org.sluice.registry.account;

import java.util.UUID;
import org.sluice.forge.ForgeKind;

/**
 * A forge has just taken an account's token, or the account serves another host; fired after the
 * commit, so that what waits for it goes on.
 *
 * @param id the account
 * @param forge which software it is at
 * @param defaultOf host whose repositories it is asked for although they do not name it; null if
 *     none
 */
public record ForgeAccountUsable(UUID id, ForgeKind forge, String defaultOf) {}
