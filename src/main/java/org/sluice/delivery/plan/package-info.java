/**
 * Owns the difference between a commit and what a subscriber has: what it is, and in which portions
 * it is written down.
 *
 * <p>It never sends anything and never decides whether a message was taken. Its door is {@link
 * org.sluice.delivery.plan.Planner}, one for each run. It is apart from runs so that what must be
 * sent can be tested against trees and rows alone.
 */
package org.sluice.delivery.plan;
