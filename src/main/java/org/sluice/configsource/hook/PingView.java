package org.sluice.configsource.hook;

import java.time.Instant;

/**
 * A ping that was taken; one that was not is answered as a problem.
 *
 * @param detail what the endpoint answered, in one sentence
 * @param sentAt when it was sent
 */
public record PingView(String detail, Instant sentAt) {}
