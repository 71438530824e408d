package org.sluice.notification.channel;

/** How far a message is; all but the first are final. */
enum MessageStatus {
  /** To be sent, now or at its next attempt. */
  PENDING,
  /** Taken by the mail host or the endpoint. */
  SENT,
  /** Given up. */
  FAILED,
  /** Not wanted any more: its channel was switched off. */
  DROPPED
}
