/**
 * Owns subscribers as they are stored, the secrets by which their messages are signed, and whether
 * one can be sent to now.
 *
 * <p>It never sends anything and knows no caller: who sends asks {@link
 * org.sluice.delivery.gate.SubscriberGates} before each message and tells what became of it. Its
 * other door is {@link org.sluice.delivery.gate.SubscriberStore}. It is apart from subscriptions
 * since a breaker, a rest and a rate are of the receiver, however many of them he has.
 */
package org.sluice.delivery.gate;
