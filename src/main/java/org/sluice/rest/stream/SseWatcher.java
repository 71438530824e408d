package org.sluice.rest.stream;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Somebody who watches by Server-Sent Events. */
public final class SseWatcher implements Watcher {

  private final SseEventSink sink;
  private final Sse sse;

  /** The watcher at the other end of a request. */
  public SseWatcher(SseEventSink sink, Sse sse) {
    this.sink = sink;
    this.sse = sse;
  }

  @Override
  public void send(String name, String id, String json) {
    send(
        sse.newEventBuilder()
            .name(name)
            .id(id)
            .mediaType(MediaType.TEXT_PLAIN_TYPE)
            .data(String.class, json)
            .build());
  }

  @Override
  public void heartbeat() {
    send(sse.newEventBuilder().comment("alive").build());
  }

  private void send(OutboundSseEvent event) {
    CompletionStage<?> sent = sink.send(event);
    if (sent != null && sent.toCompletableFuture().isCompletedExceptionally()) {
      throw new CompletionException("the watcher is gone", null);
    }
  }

  @Override
  public void close() {
    sink.close();
  }

  @Override
  public boolean closed() {
    return sink.isClosed();
  }
}
