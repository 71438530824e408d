/**
 * Owns accounts at forges: as whom Sluice asks them, with which token, and whether that still
 * works.
 *
 * <p>It never asks a forge for more than whom a token belongs to, and never gives a token to the
 * API or the console. Its door is {@link org.sluice.registry.account.ForgeAccountService}. It is
 * apart from credentials, since those let in at a Git server and belong to namespaces, while an
 * account reads all that its owner sees and belongs to the installation.
 *
 * <h2>One request</h2>
 *
 * {@code POST /forge-accounts} checks every field, asks the forge without a transaction whom the
 * token belongs to, and stores the account VALID in one transaction, with the login that the forge
 * named, the token sealed for its row.
 *
 * <h2>One failure</h2>
 *
 * A token is revoked. The first refresh that is refused with it turns the account INVALID and
 * announces that once; every other that was sent with the same token finds it so. Nothing is asked
 * with it any more until somebody enters another, which is tried and then wakes the account's
 * repositories. Had somebody entered it while the refusal was on its way, the refusal would be of
 * the token before, and change nothing.
 */
package org.sluice.registry.account;
