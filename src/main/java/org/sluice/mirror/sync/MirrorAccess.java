package org.sluice.mirror.sync;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.sluice.egress.UpstreamUrl;
import org.sluice.egress.ssh.SshHostKey;
import org.sluice.failure.DomainException;
import org.sluice.forge.ForgeKind;
import org.sluice.git.SyncFailure;
import org.sluice.git.SyncFailureKind;
import org.sluice.git.push.GitPush;
import org.sluice.git.remote.GitCredential;
import org.sluice.git.remote.GitKey;
import org.sluice.git.remote.UpstreamAccess;
import org.sluice.git.remote.UpstreamCredential;
import org.sluice.mirror.MirrorSettings;
import org.sluice.registry.RepositoryRecord;
import org.sluice.registry.account.CloneToken;
import org.sluice.registry.account.ForgeAccountService;
import org.sluice.registry.credential.CredentialKind;
import org.sluice.registry.credential.CredentialService;
import org.sluice.registry.credential.OpenCredential;
import org.sluice.registry.hostkey.HostKeyService;
import org.sluice.registry.hostkey.KnownKeys;

/** Opens what lets a sync in, and tells the registry of host keys that were shown. */
@ApplicationScoped
public class MirrorAccess {

  @Inject private CredentialService credentials;
  @Inject private HostKeyService hostKeys;
  @Inject private ForgeAccountService accounts;

  /**
   * What lets a sync in at the upstream.
   *
   * @throws SyncFailure AUTH if the credential is gone or not for this upstream; HOST_KEY if the
   *     host waits for approval, so that nothing needs to be sent to know that
   */
  public UpstreamAccess upstream(RepositoryRecord repository) throws SyncFailure {
    UpstreamUrl upstream = UpstreamUrl.ofKnown(repository.cloneUrl());
    if (repository.credentialId() == null && repository.forgeAccountId() != null) {
      Optional<CloneToken> token = accounts.cloneToken(repository.forgeAccountId(), upstream);
      if (token.isPresent()) {
        return new UpstreamAccess(
            new GitCredential(token.get().user(), token.get().secret()), List.of());
      }
    }
    return to(upstream, repository.credentialId(), repository.forge());
  }

  /**
   * What lets a push in at the second URL of a mirror.
   *
   * @throws SyncFailure as for the upstream
   */
  UpstreamAccess push(MirrorSettings settings) throws SyncFailure {
    UpstreamUrl target = UpstreamUrl.ofKnown(settings.pushUrl());
    try {
      return to(target, settings.pushCredentialId(), ForgeKind.ofHost(target.host()));
    } catch (SyncFailure notLetIn) {
      throw notLetIn.after(GitPush.complaint(settings.pushUrl()));
    }
  }

  private UpstreamAccess to(UpstreamUrl upstream, UUID credentialId, ForgeKind forge)
      throws SyncFailure {
    List<SshHostKey> trusted = upstream.isSsh() ? trusted(upstream.hostAndPort()) : List.of();
    return new UpstreamAccess(
        credentialId == null ? null : credential(credentialId, upstream, forge), trusted);
  }

  private List<SshHostKey> trusted(String host) throws SyncFailure {
    KnownKeys known = hostKeys.known(host);
    if (known.awaitsApproval()) {
      SshHostKey waiting = known.pending().get(0);
      throw new SyncFailure(
          SyncFailureKind.HOST_KEY,
          host
              + " showed a host key that nobody has approved yet: "
              + waiting.algorithm()
              + " "
              + waiting.fingerprint()
              + ".",
          null);
    }
    return known.trusted();
  }

  private UpstreamCredential credential(UUID id, UpstreamUrl upstream, ForgeKind forge)
      throws SyncFailure {
    OpenCredential open;
    try {
      open =
          credentials
              .open(id, upstream)
              .orElseThrow(
                  () ->
                      new SyncFailure(
                          SyncFailureKind.AUTH,
                          "The credential is gone, or not for " + upstream.hostAndPort() + ".",
                          null));
    } catch (DomainException unreadable) {
      throw new SyncFailure(SyncFailureKind.INTERNAL, unreadable.getMessage(), null);
    }
    if (open.kind() == CredentialKind.SSH_KEY) {
      return new GitKey(open.username(), open.key());
    }
    boolean bare = open.kind() == CredentialKind.TOKEN && open.username().isEmpty();
    return new GitCredential(bare ? forge.tokenUser() : open.username(), open.secret());
  }

  /**
   * Something that is asked of a host, with the access that there is by then.
   *
   * @param <T> what comes of it
   */
  @FunctionalInterface
  interface Visit<T> {
    T make() throws SyncFailure;
  }

  /**
   * Asks something of a host, once more if it was not known: it is from then on.
   *
   * @param url that the visit goes to
   * @param again the same, with the access opened anew
   * @throws SyncFailure the last one's
   */
  <T> T meeting(String url, Visit<T> visit, Visit<T> again) throws SyncFailure {
    try {
      return visit.make();
    } catch (SyncFailure failure) {
      if (!pinned(url, failure)) {
        throw failure;
      }
      return again.make();
    }
  }

  /** Takes in the key of a host that was unknown; whether it is trusted now. */
  private boolean pinned(String url, SyncFailure failure) {
    return failure.presentedKey().isPresent()
        && hostKeys.pinFirst(host(url), failure.presentedKey().get());
  }

  /**
   * Remembers the key that a sync or a push failed for, if it did.
   *
   * @param url that it went to
   */
  void remember(String url, SyncFailure failure) {
    failure.presentedKey().ifPresent(key -> hostKeys.presented(host(url), key));
  }

  private static String host(String url) {
    return UpstreamUrl.ofKnown(url).hostAndPort();
  }
}
