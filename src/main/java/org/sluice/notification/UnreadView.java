package org.sluice.notification;

/**
 * How many notices the caller has not read.
 *
 * @param unread exact number
 */
public record UnreadView(long unread) {}
