package org.sluice.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClientWatchTest {

  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Duration LONG = Duration.ofMinutes(5);

  private final ClientWatch watch = new ClientWatch();

  @AfterEach
  void stop() {
    watch.stop();
  }

  @Test
  void aReadThatNeverEndsIsEnded() throws IOException {
    try (PipedOutputStream silent = new PipedOutputStream();
        PipedInputStream pipe = new PipedInputStream(silent);
        WatchedClient client = watch.watch(SHORT, LONG)) {
      InputStream in = client.reading(pipe);
      assertThatThrownBy(in::read).isInstanceOf(IOException.class);
      assertThat(client.isStalled()).isTrue();
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      assertThatThrownBy(in::read).as("once stalled, never again").hasMessageContaining("too long");
    }
  }

  @Test
  void aWriteThatNobodyTakesIsEnded() throws IOException {
    try (PipedInputStream nobody = new PipedInputStream(16);
        PipedOutputStream pipe = new PipedOutputStream(nobody);
        WatchedClient client = watch.watch(SHORT, LONG)) {
      OutputStream out = client.writing(pipe);
      assertThatThrownBy(() -> out.write(new byte[1024])).isInstanceOf(IOException.class);
      assertThat(client.isStalled()).isTrue();
      assertThat(client.isGone()).isFalse();
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }

  @Test
  void whoKeepsTakingALittleEndsWithTheTotalTime() {
    try (WatchedClient client = watch.watch(LONG, SHORT)) {
      OutputStream out = client.writing(new ByteArrayOutputStream());
      assertThatThrownBy(
              () -> {
                while (true) {
                  out.write(1);
                }
              })
          .hasMessageContaining("too long");
      assertThat(client.isStalled()).isTrue();
    }
  }

  @Test
  void workBetweenReadsAndWritesIsNeverInterrupted() throws Exception {
    try (WatchedClient client = watch.watch(SHORT, LONG)) {
      client.reading(new ByteArrayInputStream(new byte[1])).read();
      long end = System.nanoTime() + 5 * SHORT.toNanos();
      while (System.nanoTime() < end) {
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
      }
      client.writing(new ByteArrayOutputStream()).write(1);
      assertThat(client.isStalled()).isFalse();
      assertThat(client.sent()).isEqualTo(1);
    }
  }

  @Test
  void aClientThatLeftIsGoneAndNotStalled() {
    try (WatchedClient client = watch.watch(LONG, LONG)) {
      OutputStream out =
          client.writing(
              new OutputStream() {
                @Override
                public void write(int one) throws IOException {
                  throw new InterruptedIOException("broken pipe");
                }
              });
      assertThatThrownBy(() -> out.write(1)).hasMessageContaining("broken pipe");
      assertThat(client.isGone()).isTrue();
      assertThat(client.isStalled()).isFalse();
    }
  }
}
