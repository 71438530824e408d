/**
 * Decides which refs are mirrored, and which changes of them are taken, held or kept. It belongs to
 * the room {@code git}.
 *
 * <p>Decisions only: it touches neither a disk nor a network.
 */
package org.sluice.git.refs;
