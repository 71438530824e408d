package org.sluice.mirror.sync;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.logging.Logger;
import org.sluice.mirror.MirrorPolicy;
import org.sluice.mirror.plan.Standing;
import org.sluice.platform.Notice;
import org.sluice.registry.RepositoryRecord;

/** Announces, in the transaction that records a run, that a mirror has begun to fail or to work. */
@ApplicationScoped
class Turns {

  private static final Logger LOG = Logger.getLogger(Turns.class.getName());

  @Inject private Event<Notice> notices;

  /**
   * Announces what people have not heard yet.
   *
   * @param policy after the run
   * @param before how the mirror stood before it
   */
  void announce(RepositoryRecord repository, MirrorPolicy policy, Standing before) {
    String name = repository.fullName();
    Standing after = policy.standing();
    switch (after.since(before)) {
      case FAILED ->
          fire(
              Notice.error(
                  "mirror-failed",
                  name,
                  name + " cannot be synced: " + policy.failureMessage() + hint(policy)),
              repository);
      case DISABLED ->
          fire(
              Notice.error(
                  "mirror-disabled",
                  name,
                  name
                      + " is not synced any more until somebody looks after it, after "
                      + after.refusals()
                      + " answers in a row: "
                      + policy.failureMessage()
                      + hint(policy)),
              repository);
      case RECOVERED ->
          fire(Notice.info("mirror-recovered", name, name + " is synced again."), repository);
      case NONE -> {}
    }
  }

  private static String hint(MirrorPolicy policy) {
    return " " + policy.failure().hint();
  }

  private void fire(Notice notice, RepositoryRecord repository) {
    LOG.info(
        () -> "notice=" + notice.topic() + " repository=" + notice.subject() + " " + notice.text());
    notices.fire(notice.in(repository.namespaceId()).at("/repositories/" + repository.fullName()));
  }
}
