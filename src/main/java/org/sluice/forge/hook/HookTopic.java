package org.sluice.forge.hook;

/** What a webhook is about, as far as anything follows from it. */
public enum HookTopic {
  /** Refs have moved. */
  PUSH,
  /** A pull request, its reviews or its checks have changed. */
  PULL_REQUEST,
  /** The repository itself was renamed, moved, archived or deleted. */
  REPOSITORY,
  /** Nothing follows from it, such as from a ping. */
  OTHER
}
