package org.sluice.notification.post;

/** By which way the messages of a channel go. */
public enum ChannelKind {
  /** Mail to one or more addresses. */
  MAIL,
  /** A signed POST to an endpoint. */
  WEBHOOK
}
