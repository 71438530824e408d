package org.sluice.identity.namespace;

import org.sluice.identity.NamespaceRole;

/**
 * The role that a member is to have.
 *
 * @param role required
 */
public record MemberRole(NamespaceRole role) {}
