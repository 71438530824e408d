/**
 * Owns the tags of repositories as lists ask for them: what has a tag, in the order of names. It
 * belongs to the room {@code registry}.
 *
 * <p>It never gives or takes a tag, which {@code TrackedRepository} does, and never decides who
 * sees what it finds. Its door is {@link org.sluice.registry.tag.RepositoryTags}. It is apart from
 * the lists as the words of a search are: each leads to repositories by an index of its own.
 */
package org.sluice.registry.tag;
