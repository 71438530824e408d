/**
 * Writes what a subscriber receives: the bodies of messages, and the digest of what a snapshot
 * holds.
 *
 * <p>It never reads a mirror or a row and sends nothing: it is given everything. Its doors are
 * {@link org.sluice.delivery.message.MessageBody} and {@link
 * org.sluice.delivery.message.ManifestDigest}. It is apart since this is what others have built on:
 * a field that is renamed here breaks apps that nobody at Sluice knows.
 */
package org.sluice.delivery.message;
