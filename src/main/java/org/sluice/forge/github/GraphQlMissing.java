package org.sluice.forge.github;

/** A server does not answer questions over GraphQL, or knows another schema. */
final class GraphQlMissing extends Exception {

  private static final long serialVersionUID = 1L;

  GraphQlMissing(String how) {
    super(how);
  }
}
