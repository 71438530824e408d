/**
 * Owns listeners: URLs that are told, signed, when a source serves another commit.
 *
 * <p>It never decides whether something changed, and keeps no message: what a listener has to be
 * told is the difference between the commit that it was told last and the newest, so that the
 * newest wins while one waits, whatever was missed. Its doors are {@link
 * org.sluice.configsource.hook.ListenerService} for who keeps listeners and {@link
 * org.sluice.configsource.hook.ListenerPost}, who tells them. It is apart because it waits for
 * hosts of others, which neither a round nor a request ever does.
 */
package org.sluice.configsource.hook;
