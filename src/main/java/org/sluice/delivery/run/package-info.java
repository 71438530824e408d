/**
 * Owns what a run does: sending what differs to a subscriber, or handing it to one who comes and
 * asks, and recording what arrived.
 *
 * <p>It never chooses which subscription is run or when, and knows no caller. Its door is {@link
 * org.sluice.delivery.run.Runs}, for whoever has the turn with a subscription. It is apart from the
 * courier so that a run is the same whether it was due or somebody waits for it.
 */
package org.sluice.delivery.run;
