package org.sluice.identity;

import java.util.UUID;

/**
 * Declared port: rooms above tell whether something of theirs lies in a namespace, which then
 * cannot be deleted. Implemented as CDI beans.
 */
public interface NamespaceUse {

  /**
   * Whether this room has something in the namespace; called in a transaction that has locked the
   * namespace.
   *
   * @param namespaceId the namespace
   */
  boolean uses(UUID namespaceId);
}
