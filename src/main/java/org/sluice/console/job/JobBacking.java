package org.sluice.console.job;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.omnifaces.util.Faces;
import org.sluice.console.Refusals;
import org.sluice.console.Rows;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.identity.Caller;
import org.sluice.job.ItemView;
import org.sluice.job.JobService;
import org.sluice.job.JobView;
import org.sluice.job.item.ItemStatus;

/** Behind the page of one job: how far it is, and its items, failures first. */
@Named
@RequestScoped
public class JobBacking {

  /** The order of states begins with what failed. */
  private static final String FAILURES_FIRST = "status";

  @Inject private Caller caller;
  @Inject private JobService jobs;
  @Inject private Refusals refusals;

  private JobView job;
  private Rows<ItemView> items;

  @PostConstruct
  void open() {
    try {
      UUID id = UUID.fromString(Faces.getRequestParameterMap().getOrDefault("id", "-"));
      job = jobs.find(caller, id).job();
      items =
          new Rows<>(
              Faces.getRequestParameterMap(),
              Set.of("position", "name", "status", "completedAt"),
              FAILURES_FIRST,
              Set.of("status"),
              Set.of("id"),
              item -> item.id().toString(),
              query -> jobs.items(caller, id, query));
    } catch (IllegalArgumentException notAnId) {
      job = null;
    } catch (DomainException refused) {
      job = null;
      if (refused.kind() != FailureKind.NOT_FOUND) {
        throw refused;
      }
    }
  }

  /** Answers 404 where there is no such job. */
  public void check() {
    if (job == null) {
      refusals.answer(DomainException.notFound("job"));
    }
  }

  /** The job; null if there is none that the caller sees. */
  public JobView getJob() {
    return job;
  }

  /** Its items. */
  public Rows<ItemView> getItems() {
    return items;
  }

  /** States to filter by. */
  public List<ItemStatus> getStatuses() {
    return List.of(ItemStatus.values());
  }
}
