/**
 * Owns the import of lists: what people bring as a file becomes tracked repositories, line by line.
 *
 * <p>It never adds a repository by its own rules: {@link org.sluice.fleet.FleetService} adds each
 * one as it adds those that come alone. Its door is {@link org.sluice.intake.IntakeService}. It is
 * apart from the fleet, since a list is untrusted, may be anything, and is mostly about what must
 * not go in.
 *
 * <h2>Its parts</h2>
 *
 * <ul>
 *   <li>{@code reading}: makes entries of bytes, and knows no repository
 *   <li>{@code address}: makes the clone URL of whatever names a repository
 *   <li>{@code discovery}: asks forges for what their accounts see
 *   <li>{@code plan}: says of each entry what would become of it
 *   <li>{@code standing}: looks again by itself, and marks what is gone
 * </ul>
 *
 * <h2>One request</h2>
 *
 * {@code POST /imports} with a CSV file of 20,000 lines. The body is read up to the limit, taken
 * for text, and its format is told by what it holds. A job is started whose items are the entries:
 * in the transaction that inserts it, 500 entries at a time are read, normalised, held against what
 * the registry has and stored as lines. The answer is 202. Each item of the job then looks at its
 * line: a bad one fails with its number and its reason, a duplicate is skipped, a good one is added
 * in one transaction that also writes into the line what came of it. When the job ends, a health
 * check of all that it added is started.
 *
 * <h2>One failure</h2>
 *
 * The server is killed while 4 of 20,000 items run. Two of their repositories were committed
 * together with their lines: the items run again, find that in the line, and succeed. Two were not:
 * nothing of them is there, and they are added. That the end of the job was never announced does
 * not matter: it is written down with the job that a check is to follow, and a timer looks for jobs
 * that have ended without one.
 */
@Room(mayUse = {"fleet", "forge", "registry", "health", "job", "identity", "egress", "audit"})
package org.sluice.intake;

import org.sluice.platform.Room;
