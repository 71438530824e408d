/**
 * Owns the webhooks that forges send: their secrets, whether a delivery is believed, and what it
 * asks for.
 *
 * <p>It never believes what a body says beyond which repository it is about: what has changed is
 * asked of the forge. Its doors are {@link org.sluice.inbound.HookServlet} for forges and {@link
 * org.sluice.inbound.HookSecrets} for people. It is a room of its own since it stands above all
 * that a webhook may set off.
 *
 * <h2>One request</h2>
 *
 * {@code POST /hooks/github} with a push: the body is read up to 25 MiB, the repositories that
 * follow its address are found, and those stay whose own secret, or that of their account, signed
 * it. For each a wish is stored, one row however many ask for the same; then the delivery's id, so
 * that a replay is known; then 202. {@link org.sluice.inbound.Wishes} makes jobs of wishes at once:
 * a wish goes in the transaction that inserts its job. Where such a job is active already the wish
 * stays until that has ended, since it may have looked before the push.
 *
 * <h2>One failure</h2>
 *
 * Five hundred pushes come in a second. The first becomes a job, the others one wish, and when the
 * job has ended one more. The server is killed after the wish and before the delivery's id: the
 * forge, which had no answer, sends it again, and the wish is there already.
 */
@Room(
    mayUse = {
      "forge",
      "egress",
      "registry",
      "mirror",
      "pullrequest",
      "health",
      "vault",
      "job",
      "identity",
      "audit"
    })
package org.sluice.inbound;

import org.sluice.platform.Room;
