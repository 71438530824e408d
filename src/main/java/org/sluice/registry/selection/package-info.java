/**
 * Owns which repositories somebody means: a filter, a list of ids or all, and how they are gone
 * through without holding them in memory. It belongs to the room {@code registry}.
 *
 * <p>It never asks the database: whoever walks hands in where the next portion comes from. Its
 * beginning is {@link org.sluice.registry.RepositoryRef}, what work on a repository needs to know
 * of it. It is apart from the lists, since jobs over many repositories are started by every room
 * above.
 */
package org.sluice.registry.selection;
