/**
 * Owns the page that imports lists, and how what would become of a list looks and reads.
 *
 * <p>It never keeps a list: the page holds what somebody brings until it is imported, so that
 * nothing of it is lost between two looks and nothing is left behind here. Its page is {@code
 * /ui/import-list}. It is apart from repositories because a list is about what does not become one.
 */
package org.sluice.console.intake;
