/**
 * Owns the pages of repositories: the list, one repository with its settings, rules and refs, the
 * import of many, and how the state of a mirror looks and reads.
 *
 * <p>It never knows more of a mirror than its door tells. Its pages are those of {@code
 * /ui/repositories}; {@link org.sluice.console.repository.MirrorFace} speaks for them to the
 * script. It is apart since these pages are the ones that people live in, and change together.
 */
package org.sluice.console.repository;
