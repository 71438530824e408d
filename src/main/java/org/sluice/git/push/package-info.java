/**
 * Pushes what a mirror has on to another server. It belongs to the room {@code git}.
 *
 * <p>Door: {@link org.sluice.git.push.GitPush}.
 */
package org.sluice.git.push;
