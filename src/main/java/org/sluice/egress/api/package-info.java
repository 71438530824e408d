/**
 * Owns how the APIs of forges are asked: budgets of requests and what servers say of them, waits,
 * answers that are kept for conditional requests, pages, redirects.
 *
 * <p>It never knows what an answer means; which header tells a limit it is told by a {@link
 * org.sluice.egress.api.LimitRule}. Its door is {@link org.sluice.egress.api.ApiClient}. It is
 * apart from the client below it since Git, webhooks and deliveries go out without any of this.
 */
package org.sluice.egress.api;
