/**
 * Owns the pages of notices and of the channels by which they go out.
 *
 * <p>It never decides who sees a notice or who is sent one. {@link
 * org.sluice.console.notification.NoticeFace} tells the script of every page how many are unread.
 * It is apart since no other page has anything to do with a channel.
 */
package org.sluice.console.notification;
