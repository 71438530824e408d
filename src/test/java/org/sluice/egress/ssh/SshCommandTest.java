package org.sluice.egress.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.AcceptAllPublickeyAuthenticator;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.channel.ChannelSessionFactory;
import org.apache.sshd.server.shell.UnknownCommand;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sluice.egress.Outbound;
import org.sluice.platform.Cancellation;
import org.sluice.testing.Aside;
import org.sluice.testing.Waiting;

/** Writes to a server that says it has room for a gibibyte, and takes nothing. */
@Timeout(60)
class SshCommandTest {

  private static final int MUCH = 256 << 20;

  private final CountDownLatch end = new CountDownLatch(1);
  private final CountDownLatch stuck = new CountDownLatch(1);
  private final AtomicLong written = new AtomicLong();
  private final Cancellation cancellation = new Cancellation();
  private SshServer server;
  private KeyPair hostKey;
  private Outbound outbound;

  @BeforeEach
  void start() throws Exception {
    // First of all, since it tells the library whose Ed25519 to use.
    outbound = Outbound.allowing(List.of("127.0.0.1/32"));
    hostKey = KeyUtils.generateKeyPair("ecdsa-sha2-nistp256", 256);
    server = SshServer.setUpDefaultServer();
    server.setHost("127.0.0.1");
    server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
    server.setPublickeyAuthenticator(AcceptAllPublickeyAuthenticator.INSTANCE);
    server.setCommandFactory((channel, command) -> new Endless(command));
    server.setChannelFactories(List.of(new StuckChannels()));
    CoreModuleProperties.WINDOW_SIZE.set(server, 1L << 30);
    server.start();
  }

  @AfterEach
  void stop() throws IOException {
    end.countDown();
    outbound.close();
    server.stop(true);
  }

  private final class StuckChannels extends ChannelSessionFactory {

    @Override
    public Channel createChannel(Session session) {
      return new ChannelSession() {
        @Override
        protected void doWriteData(byte[] data, int from, long length) {
          stuck.countDown();
          try {
            end.await();
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
          }
        }
      };
    }
  }

  private static final class Endless extends UnknownCommand {

    Endless(String command) {
      super(command);
    }

    @Override
    public void run() {
      // It never tells that it has ended.
    }
  }

  private void write(Duration idle) throws IOException {
    SshRequest request =
        new SshRequest("127.0.0.1", server.getPort(), "git")
            .key(SshPrivateKey.generate())
            .trusting(List.of(SshHostKey.of(hostKey.getPublic())))
            .idleTimeout(idle)
            .cancelledBy(cancellation);
    try (SshConnection connection = outbound.connect(request);
        SshCommand command = connection.run("swallow", Map.of())) {
      OutputStream input = command.input();
      byte[] some = new byte[64 << 10];
      while (written.get() < MUCH) {
        input.write(some);
        written.addAndGet(some.length);
      }
    }
  }

  @Test
  void noMoreIsHeldThanTheSocketTakesWhateverRoomTheServerSaysItHas() {
    assertThat(
            catchThrowableOfType(
                SocketTimeoutException.class, () -> write(Duration.ofMillis(1500))))
        .isNotNull();
    // What the buffers of two sockets hold.
    assertThat(written.get()).isLessThan(64 << 20);
  }

  @Test
  void aCancelEndsAWriteThatNobodyTakes() throws Exception {
    CompletableFuture<IOException> running =
        Aside.supply(
            () ->
                catchThrowableOfType(
                    InterruptedIOException.class, () -> write(Duration.ofSeconds(50))));
    assertThat(stuck.await(30, TimeUnit.SECONDS)).isTrue();
    AtomicLong before = new AtomicLong(-1);
    Waiting.until(
        "nothing is taken any more",
        Duration.ofSeconds(30),
        () -> before.getAndSet(written.get()) == written.get());
    cancellation.cancel(Cancellation.Cause.REQUESTED);
    assertThat(running.get(10, TimeUnit.SECONDS))
        .isNotNull()
        .isNotInstanceOf(SocketTimeoutException.class);
  }
}
