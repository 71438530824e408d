/**
 * Posts signed messages to endpoints of others and says what became of each attempt. It belongs to
 * the room {@code egress}.
 *
 * <p>It never chooses what is sent, when, or how often, and stores nothing: that differs with every
 * room that sends. Its door is {@link org.sluice.egress.webhook.WebhookPost}.
 */
package org.sluice.egress.webhook;
