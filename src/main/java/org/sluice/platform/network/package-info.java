/**
 * Owns who is at the other end of a request: his address, and the scheme and host that he called,
 * as the trusted proxies between tell them.
 *
 * <p>It never lets anybody in or turns him away. Its doors are {@link
 * org.sluice.platform.network.Client} and {@link org.sluice.platform.network.Network}. It is apart
 * because a header that is believed from the wrong sender is a hole, and one place is to judge it.
 */
package org.sluice.platform.network;
