/**
 * Owns the words by which repositories are searched, and that they stay in step with these.
 *
 * <p>It never decides who sees what it finds. Its door is {@link
 * org.sluice.registry.search.SearchWords}. It is apart from the lists, since an index of our own is
 * one thing and the choice of what leads a query another.
 */
package org.sluice.registry.search;
