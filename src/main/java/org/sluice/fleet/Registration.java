package org.sluice.fleet;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.sluice.audit.AuditLog;
import org.sluice.health.HealthService;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRef;
import org.sluice.mirror.MirrorService;
import org.sluice.mirror.MirrorSettings;
import org.sluice.pullrequest.PullRequestService;
import org.sluice.registry.RegistryService;
import org.sluice.registry.RepositoryEdit;
import org.sluice.registry.RepositoryRecord;
import org.sluice.registry.tag.TagChange;
import org.sluice.registry.tag.TagsChanged;
import org.sluice.rest.Patch;

/**
 * Makes, changes and deletes the parts of repositories in one transaction each, with its entry in
 * the record.
 */
@Stateless
public class Registration {

  @Inject private RegistryService registry;
  @Inject private MirrorService mirrors;
  @Inject private PullRequestService pulls;
  @Inject private HealthService health;
  @Inject private AuditLog audit;

  /**
   * Adds a repository, with the policy of its mirror if it is to be one.
   *
   * @param sameTransaction is given the repository and stores what belongs to it
   */
  public RepositoryRecord add(
      Caller caller,
      NamespaceRef namespace,
      NewRepository wanted,
      Consumer<RepositoryRecord> sameTransaction) {
    RepositoryRecord added = registry.add(caller, namespace, wanted.tracked());
    if (added.mirrorEnabled()) {
      mirrors.begin(caller, added, wanted.settings());
    } else {
      wanted.settings().refuseWithoutMirror();
    }
    sameTransaction.accept(added);
    audit.done(caller.username(), "repository-added", added.fullName(), added.cloneUrl());
    return added;
  }

  /**
   * Changes a repository and the policy of its mirror.
   *
   * @param patch what else is to be changed: settings of the mirror
   * @param ifVersion the version that the editor saw; null if he does not care
   */
  public void change(
      Caller caller, String owner, String name, RepositoryEdit edit, Patch patch, Long ifVersion) {
    RepositoryRecord before = registry.requireMaintained(caller, owner, name);
    RepositoryRecord after = registry.change(caller, owner, name, edit, ifVersion);
    if (!after.cloneUrl().equals(before.cloneUrl()) || after.forge() != before.forge()) {
      pulls.forget(after.id());
      health.forget(after.id());
    }
    if (after.mirrorEnabled()) {
      mirrors.change(
          caller,
          after,
          patch,
          !after.cloneUrl().equals(before.cloneUrl()),
          !Objects.equals(after.credentialId(), before.credentialId()),
          !before.mirrorEnabled());
    } else {
      MirrorSettings.DEFAULT.patched(patch).refuseWithoutMirror();
    }
    audit.done(caller.username(), "repository-changed", before.fullName(), null);
  }

  /**
   * Deletes a repository with everything that is kept of it in the database.
   *
   * @param requestedBy name of who wanted it, for the record
   */
  public RepositoryRecord delete(
      Caller caller, String requestedBy, String owner, String name, Long ifVersion) {
    RepositoryRecord gone = registry.delete(caller, owner, name, ifVersion);
    audit.done(requestedBy, "repository-deleted", gone.fullName(), null);
    return gone;
  }

  /**
   * The same for somebody whose rights were checked when he asked for it, whatever the repository
   * is called by now.
   *
   * @return the repository; empty if it was deleted already
   */
  public Optional<RepositoryRecord> delete(String requestedBy, UUID id) {
    Optional<RepositoryRecord> gone = registry.delete(id);
    gone.ifPresent(each -> audit.done(requestedBy, "repository-deleted", each.fullName(), null));
    return gone;
  }

  /**
   * Gives some repositories tags and takes others from them.
   *
   * @param ids of repositories that the caller maintains, at most 500
   * @param chosen how all that are to be changed were chosen, for the record
   */
  public TagsChanged retag(Caller caller, Collection<UUID> ids, TagChange change, String chosen) {
    TagsChanged come = registry.retag(ids, change);
    if (come.changed() > 0) {
      audit.done(
          caller.username(),
          "repositories-tagged",
          come.changed() + " repositories",
          change.words() + " on " + chosen);
    }
    return come;
  }
}
