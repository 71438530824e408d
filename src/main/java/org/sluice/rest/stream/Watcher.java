package org.sluice.rest.stream;

/** A port: somebody who watches over an open connection. Any call may block or fail. */
public interface Watcher {

  /**
   * Sends one event.
   *
   * @param name of its kind
   * @param id what the watcher names when it comes back
   * @param json the event's data
   */
  void send(String name, String id, String json);

  /** Sends something without meaning, so that a dead connection shows. */
  void heartbeat();

  /** Ends the connection; harmless if it is closed. */
  void close();

  /** Whether the other side is known to be gone. */
  boolean closed();
}
