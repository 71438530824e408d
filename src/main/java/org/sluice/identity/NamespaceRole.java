package org.sluice.identity;

/** What a member may do in a namespace. */
public enum NamespaceRole {
  /** See its repositories. */
  VIEWER,
  /** Track, sync, edit and subscribe as well. */
  MAINTAINER
}
