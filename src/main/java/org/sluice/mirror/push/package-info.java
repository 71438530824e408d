/**
 * Owns how pushing on stands: what a push left at its URL, and when the next one is due.
 *
 * <p>It never pushes, which the {@code git} room does, and decides nothing about the sync before
 * it. Its door is {@link org.sluice.mirror.push.PushState}, a part of the mirror's row. It is apart
 * from the mirror's own state since the two halves of a run fail, wait and recover by themselves.
 */
package org.sluice.mirror.push;
