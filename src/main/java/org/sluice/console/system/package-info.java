/**
 * Owns the page of the installation: what runs, how much room is left, and what may be changed.
 *
 * <p>Its bounds and defaults come from the door of the {@code system} room; it only says them in
 * the reader's words.
 */
package org.sluice.console.system;
