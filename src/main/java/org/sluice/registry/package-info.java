/**
 * Owns the tracked repositories: their names, upstreams and tags, the status columns by which lists
 * are filtered, and what lets Sluice in at upstreams.
 *
 * <p>It never computes a status: the rooms above write it through {@link
 * org.sluice.registry.RegistryService}, its door. It is apart from them so that one table answers
 * every list with its filters, whoever found out what stands in a column.
 *
 * <h2>Its parts</h2>
 *
 * <ul>
 *   <li>{@code selection}: which repositories somebody means, and going through them
 *   <li>{@code search}, {@code tag}: what words and tags lead to
 *   <li>{@code status}: the columns that the rooms above write
 *   <li>{@code upstream}: when two upstreams are the same
 *   <li>{@code account}: accounts at forges
 *   <li>{@code credential}: what lets Sluice in at upstreams
 *   <li>{@code hostkey}: the keys by which SSH hosts are known again
 * </ul>
 */
@Room(mayUse = {"identity", "vault", "audit", "egress", "forge"})
package org.sluice.registry;

import org.sluice.platform.Room;
