package org.sluice.registry.credential;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/**
 * Declared port: whoever holds on to credentials tells how often, so that one in use is not
 * deleted. Implemented as CDI beans.
 */
public interface CredentialUse {

  /**
   * How often each of the credentials is used here; called in a transaction.
   *
   * @param credentialIds not empty
   * @return number by id; those that are not used may be left out
   */
  Map<UUID, Long> uses(Collection<UUID> credentialIds);
}
