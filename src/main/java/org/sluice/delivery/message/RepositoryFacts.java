package org.sluice.delivery.message;

import java.util.UUID;
import org.sluice.platform.Inside;

/**
 * A repository as messages name it.
 *
 * @param id which stays when it is renamed
 * @param owner name of its namespace
 * @param name its name there
 * @param cloneUrl where it is cloned from; without credentials
 */
@Inside
public record RepositoryFacts(UUID id, String owner, String name, String cloneUrl) {}
