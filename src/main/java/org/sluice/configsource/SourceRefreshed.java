package org.sluice.configsource;

import java.util.UUID;

/**
 * A source stands otherwise than before: a round has ended, or its mirror was changed; fired as a
 * CDI event once that is stored and served, outside any transaction.
 *
 * @param sourceId the source
 */
public record SourceRefreshed(UUID sourceId) {}
