package org.sluice.git.remote;

import java.io.IOException;
import java.io.InputStream;
import org.sluice.git.SyncFailure;
import org.sluice.platform.Inside;

/**
 * What carries a conversation with the {@code git-receive-pack} of a downstream. Used by one
 * thread.
 */
@Inside
public interface PushLine extends AutoCloseable {

  /**
   * Begins a conversation, and gives what the downstream says first: its refs, from the first
   * packet line to the flush.
   */
  InputStream begin() throws IOException, SyncFailure;

  /**
   * Sends the one request of the conversation that was begun last, and gives the answer.
   *
   * @throws IOException also what the request throws while it is written
   */
  InputStream exchange(PushBody request) throws IOException, SyncFailure;

  /** Ends the conversation that was begun last, since there is nothing to send; never fails. */
  void leave();

  /** Bytes of requests that were sent. */
  long sent();

  /** Lets go of what it holds; never blocks. */
  @Override
  void close();
}
