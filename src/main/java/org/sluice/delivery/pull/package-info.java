/**
 * Owns pulling: the same messages for who cannot be posted to and comes to ask.
 *
 * <p>It never posts anything and plans nothing itself. Its door is {@link
 * org.sluice.delivery.pull.PullService}. It is apart from posting since here the receiver says what
 * has arrived, and a request waits for the answer.
 */
package org.sluice.delivery.pull;
