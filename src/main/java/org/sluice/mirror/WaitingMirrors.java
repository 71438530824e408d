package org.sluice.mirror;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.sluice.git.SyncFailureKind;
import org.sluice.mirror.plan.NextReason;
import org.sluice.mirror.sync.MirrorRecord;
import org.sluice.registry.credential.CredentialChanged;
import org.sluice.registry.hostkey.HostKeyApproved;
import org.sluice.registry.status.MirrorColumns;

/**
 * Makes mirrors due that waited for a person, as soon as he has acted.
 *
 * <p>It runs after the commit of what he did, with transactions of its own: a sync that settles has
 * locked its repository before the host's keys, so here they must not be locked the other way.
 */
@ApplicationScoped
public class WaitingMirrors {

  private static final int CHUNK = 500;

  @Inject private MirrorColumns columns;
  @Inject private MirrorRecord record;

  void approved(@Observes HostKeyApproved approved) {
    wake(
        after -> columns.mirrorsOnHost(approved.host(), after, CHUNK),
        chunk -> record.wake(chunk, SyncFailureKind.HOST_KEY, NextReason.Code.HOST_KEY_APPROVED));
    wake(
        after -> record.mirrorsPushingTo(approved.host(), after, CHUNK),
        chunk ->
            record.wakePushes(chunk, SyncFailureKind.HOST_KEY, NextReason.Code.HOST_KEY_APPROVED));
  }

  void changed(@Observes CredentialChanged changed) {
    wake(
        after -> columns.mirrorsWithCredential(changed.id(), after, CHUNK),
        chunk -> record.wake(chunk, SyncFailureKind.AUTH, NextReason.Code.NEW_CREDENTIAL));
    wake(
        after -> record.mirrorsPushingWith(changed.id(), after, CHUNK),
        chunk -> record.wakePushes(chunk, SyncFailureKind.AUTH, NextReason.Code.NEW_CREDENTIAL));
  }

  private static void wake(Function<UUID, List<UUID>> mirrors, Consumer<List<UUID>> waking) {
    List<UUID> chunk = mirrors.apply(new UUID(0, 0));
    while (!chunk.isEmpty()) {
      waking.accept(chunk);
      chunk = mirrors.apply(chunk.get(chunk.size() - 1));
    }
  }
}
