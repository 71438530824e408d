package org.sluice.serving;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.git.disk.MirrorFolders;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.platform.settings.Settings;
import org.sluice.registry.RegistryService;
import org.sluice.registry.RepositoryRecord;

/** The door of this room: says who may clone what, and where the mirror of it lies. */
@ApplicationScoped
public class ServingService {

  private static final Duration AGAIN = Duration.ofSeconds(30);

  @Inject private RegistryService registry;
  @Inject private MirrorFolders folders;
  @Inject private Settings settings;

  /**
   * The path below this server by which a repository is cloned from Sluice.
   *
   * @return empty if there is no mirror of it
   */
  public static Optional<String> path(RepositoryRecord repository) {
    return repository.mirrorEnabled() ? Optional.of(GitAddress.path(repository)) : Optional.empty();
  }

  /**
   * The repository of that name, to be read with Git.
   *
   * @throws DomainException UNAUTHENTICATED if nobody has signed in and it is not open to
   *     everybody, or does not exist; FORBIDDEN if the token is for something else; NOT_FOUND if
   *     there is none that the caller sees
   */
  RepositoryRecord require(Caller caller, String owner, String name) {
    if (caller.userId() == null) {
      return Optional.of(settings.servingAnonymous())
          .filter(Boolean::booleanValue)
          .flatMap(open -> registry.findPublic(owner, name))
          .orElseThrow(
              () ->
                  new DomainException(
                      FailureKind.UNAUTHENTICATED,
                      "sign-in-required",
                      "Sign in with your name and your password, or an API token in its place."));
    }
    if (!caller.scopes().contains(Scope.READ) && !caller.scopes().contains(Scope.GIT_READ)) {
      throw DomainException.forbidden("This token may not clone: it needs the scope git:read.");
    }
    return registry.require(caller, owner, name);
  }

  /**
   * Folder of a repository's mirror.
   *
   * @throws DomainException NOT_FOUND if it is not mirrored, UNAVAILABLE if it was never cloned
   */
  Path folder(RepositoryRecord repository) {
    if (!repository.mirrorEnabled()) {
      throw new DomainException(
          FailureKind.NOT_FOUND,
          "not-a-mirror",
          repository.fullName() + " is tracked only; there is no mirror of it to clone.");
    }
    return folders
        .readable(repository.id())
        .orElseThrow(
            () ->
                DomainException.retryLater(
                    FailureKind.UNAVAILABLE,
                    "not-cloned-yet",
                    "Sluice itself has not cloned " + repository.fullName() + " yet.",
                    AGAIN));
  }
}
