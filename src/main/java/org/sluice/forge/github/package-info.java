/**
 * Asks GitHub and GitHub Enterprise Server. It belongs to the room {@code forge}.
 *
 * <p>Checks, reviews and mergeability of up to 25 pull requests come with one question over
 * GraphQL. What does not fit into its answer, and all where there is no GraphQL, is read over REST:
 * servers that are compatible with GitHub often have that alone.
 */
package org.sluice.forge.github;
