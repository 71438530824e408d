package org.sluice.egress.ssh;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.sshd.client.ClientFactoryManager;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.future.ConnectFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.client.session.ClientSessionImpl;
import org.apache.sshd.client.session.SessionFactory;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.OptionalFeature;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.compression.BuiltinCompressions;
import org.apache.sshd.common.future.CancelOption;
import org.apache.sshd.common.future.WaitableFuture;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactoryFactory;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.core.CoreModuleProperties;
import org.sluice.platform.Cancellation;
import org.sluice.platform.Inside;

/**
 * Makes SSH connections with what a request gives and nothing else: no file of the account that
 * Sluice runs as, no agent, no name service, no proxy.
 *
 * <p>The library waits by futures; here each wait has the request's timeout, and a cancel closes
 * the socket under it.
 */
@Inside
public final class SshConnector implements AutoCloseable {

  private static final AttributeKey<Peer> PEER = new AttributeKey<>();

  /** Algorithms of signatures by kind of key: an RSA key may sign in two ways, but not by SHA-1. */
  private static final List<BuiltinSignatures> SIGNATURES =
      List.of(
          BuiltinSignatures.ed25519,
          BuiltinSignatures.nistp256,
          BuiltinSignatures.nistp384,
          BuiltinSignatures.nistp521,
          BuiltinSignatures.rsaSHA512,
          BuiltinSignatures.rsaSHA256);

  private static final List<BuiltinCiphers> CIPHERS =
      List.of(
          BuiltinCiphers.aes128gcm,
          BuiltinCiphers.aes256gcm,
          BuiltinCiphers.aes128ctr,
          BuiltinCiphers.aes256ctr,
          BuiltinCiphers.cc20p1305_openssh);

  private static final List<BuiltinMacs> MACS =
      List.of(
          BuiltinMacs.hmacsha256etm,
          BuiltinMacs.hmacsha512etm,
          BuiltinMacs.hmacsha256,
          BuiltinMacs.hmacsha512);

  /**
   * The library's loggers, which tell of each connection what its caller is told anyway; held here,
   * else their levels are lost.
   */
  private static final List<Logger> LIBRARY =
      List.of(Logger.getLogger("org.apache.sshd"), Logger.getLogger(Session.class.getName()));

  private SshClient client;

  static {
    JdkEd25519.install();
    LIBRARY.stream()
        .filter(each -> each.getLevel() == null)
        .forEach(each -> each.setLevel(Level.SEVERE));
  }

  /** What is known of the server of one connection. */
  private static final class Peer {

    private final List<SshHostKey> trusted;
    private volatile SshHostKey refused;

    Peer(List<SshHostKey> trusted) {
      this.trusted = trusted;
    }

    boolean judges(PublicKey presented) {
      SshHostKey key = SshHostKey.of(presented);
      boolean known = trusted.contains(key);
      refused = known ? null : key;
      return known;
    }
  }

  private synchronized SshClient client() {
    if (client == null) {
      SshClient fresh = SshClient.setUpDefaultClient();
      fresh.setIoServiceFactoryFactory(new Nio2ServiceFactoryFactory());
      fresh.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
      fresh.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
      fresh.setServerKeyVerifier((session, address, key) -> peer(session).judges(key));
      fresh.setUserAuthFactories(
          List.of(UserAuthPublicKeyFactory.INSTANCE, UserAuthPasswordFactory.INSTANCE));
      fresh.setSignatureFactories(supported(SIGNATURES));
      fresh.setCipherFactories(supported(CIPHERS));
      fresh.setMacFactories(supported(MACS));
      fresh.setCompressionFactories(List.of(BuiltinCompressions.none));
      fresh.setChannelFactories(List.of());
      fresh.setSessionFactory(new Sessions(fresh));
      CoreModuleProperties.IDLE_TIMEOUT.set(fresh, Duration.ZERO);
      CoreModuleProperties.AUTH_TIMEOUT.set(fresh, Duration.ZERO);
      CoreModuleProperties.NIO2_READ_TIMEOUT.set(fresh, Duration.ZERO);
      CoreModuleProperties.PASSWORD_PROMPTS.set(fresh, 1);
      fresh.start();
      client = fresh;
    }
    return client;
  }

  private static <T, F extends NamedFactory<T> & OptionalFeature> List<NamedFactory<T>> supported(
      List<F> known) {
    return known.stream()
        .filter(OptionalFeature::isSupported)
        .<NamedFactory<T>>map(each -> each)
        .toList();
  }

  private static Peer peer(ClientSession session) {
    return session.getConnectionContext().getAttribute(PEER);
  }

  /**
   * Connects to an address, and signs in.
   *
   * @param address that the guard has let through
   * @throws SshRefused if either side does not accept the other
   * @throws IOException if it fails or is cancelled; a {@link SocketTimeoutException} after too
   *     long a silence
   */
  public SshConnection connect(SshRequest asked, InetAddress address) throws IOException {
    Cancellation cancellation = asked.cancellation();
    if (cancellation.isCancelled()) {
      throw new InterruptedIOException("cancelled");
    }
    Peer peer = new Peer(asked.trusted());
    // Made of the bytes alone, the address has no name that anybody could look up again.
    ConnectFuture connecting =
        client()
            .connect(
                asked.user(),
                new InetSocketAddress(InetAddress.getByAddress(address.getAddress()), asked.port()),
                AttributeRepository.ofKeyValuePair(PEER, peer),
                null);
    try (Cancellation.Registration cancel = cancellation.onCancel(() -> connecting.cancel())) {
      await(connecting, asked.connectTimeout(), cancellation);
      if (!connecting.isConnected()) {
        throw failure(connecting.getException(), peer, cancellation, false);
      }
    }
    ClientSession session = connecting.getClientSession();
    Cancellation.Registration cancel = cancellation.onCancel(() -> session.close(true));
    boolean open = false;
    try {
      CoreModuleProperties.WAIT_FOR_SPACE_TIMEOUT.set(session, asked.idleTimeout());
      if (asked.key() != null) {
        session.addPublicKeyIdentity(asked.key().pair());
      }
      if (asked.password() != null) {
        session.addPasswordIdentity(asked.password());
      }
      var signing = session.auth();
      await(signing, asked.idleTimeout(), cancellation);
      if (!signing.isSuccess()) {
        throw failure(signing.getException(), peer, cancellation, true);
      }
      open = true;
      return new SshConnection(session, asked.idleTimeout(), cancellation, cancel);
    } finally {
      if (!open) {
        cancel.close();
        session.close(true);
      }
    }
  }

  static void await(WaitableFuture future, Duration longest, Cancellation cancellation)
      throws IOException {
    boolean ended = future.await(longest, CancelOption.CANCEL_ON_TIMEOUT);
    if (cancellation.isCancelled()) {
      throw new InterruptedIOException("cancelled");
    }
    if (!ended) {
      throw new SocketTimeoutException("no answer in time");
    }
  }

  private static IOException failure(
      Throwable failed, Peer peer, Cancellation cancellation, boolean connected) {
    if (cancellation.isCancelled()) {
      return new InterruptedIOException("cancelled");
    }
    if (peer.refused != null) {
      return SshRefused.notTrusted(peer.refused);
    }
    // A server that hangs up without a word has not judged what it was shown.
    boolean judged = failed instanceof SshException said && said.getDisconnectCode() > 0;
    if (connected && judged) {
      return SshRefused.notLetIn();
    }
    // What the system refuses at once, such as an address without a route, comes wrapped.
    Throwable why = failed instanceof ExecutionException ? failed.getCause() : failed;
    return why instanceof IOException broken ? broken : new IOException("not connected", failed);
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.stop();
      client = null;
    }
  }

  private static final class Sessions extends SessionFactory {

    Sessions(SshClient client) {
      super(client);
    }

    @Override
    protected ClientSessionImpl doCreateSession(IoSession connection) throws Exception {
      return new Session(getClient(), connection);
    }
  }

  /** A session that asks its server first for a key of a kind that is known of it. */
  private static final class Session extends ClientSessionImpl {

    Session(ClientFactoryManager client, IoSession connection) throws Exception {
      super(client, connection);
    }

    @Override
    protected String resolveAvailableSignaturesProposal(FactoryManager manager) {
      return String.join(",", proposal(peer(this).trusted));
    }

    private static Set<String> proposal(List<SshHostKey> trusted) {
      Set<String> names = new LinkedHashSet<>();
      for (SshHostKey key : trusted) {
        names.addAll(signatures(key.algorithm()));
      }
      SIGNATURES.stream()
          .filter(BuiltinSignatures::isSupported)
          .forEach(s -> names.add(s.getName()));
      return names;
    }

    private static List<String> signatures(String keyAlgorithm) {
      return keyAlgorithm.equals("ssh-rsa")
          ? List.of("rsa-sha2-512", "rsa-sha2-256")
          : Collections.singletonList(keyAlgorithm);
    }
  }
}
