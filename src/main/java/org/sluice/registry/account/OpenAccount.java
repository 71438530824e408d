package org.sluice.registry.account;

import java.util.UUID;
import org.sluice.forge.ForgeAccess;

/**
 * An account with its token, for Sluice's own work.
 *
 * @param id the account; null if the forge is asked without one
 * @param login its name at the forge; null without an account
 * @param tokenNumber which of its tokens this is
 * @param access how the forge is asked
 */
public record OpenAccount(UUID id, String login, long tokenNumber, ForgeAccess access) {}
