package org.sluice.identity;

/**
 * The role that a member is to have.
 *
 * @param role required
 */
public record MemberRole(NamespaceRole role) {}
