package org.sluice.identity.namespace;

/**
 * What is to change of a namespace; null stays as it is.
 *
 * @param name new name; only of a TEAM namespace
 * @param description an empty text clears
 */
public record NamespaceChange(String name, String description) {}
