package org.sluice.registry;

/**
 * A repository was edited by somebody; fired as a CDI event within that transaction, for rooms that
 * keep some of it in memory.
 *
 * @param repository as it is once that is committed
 */
public record RepositoryEdited(RepositoryRecord repository) {}
