package org.sluice.console.job;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Set;
import org.omnifaces.util.Faces;
import org.sluice.console.Rows;
import org.sluice.identity.Caller;
import org.sluice.job.JobKind;
import org.sluice.job.JobService;
import org.sluice.job.JobStatus;
import org.sluice.job.JobView;

/** Behind the page of all jobs: their history, a page at a time. */
@Named
@RequestScoped
public class JobsBacking {

  @Inject private Caller caller;
  @Inject private JobService jobs;

  private Rows<JobView> rows;

  @PostConstruct
  void open() {
    rows =
        new Rows<>(
            Faces.getRequestParameterMap(),
            Set.of("createdAt", "completedAt", "kind", "status"),
            "-createdAt",
            Set.of("kind", "status", "requestedBy"),
            Set.of(),
            job -> job.id().toString(),
            query -> jobs.list(caller, query));
  }

  /** The history. */
  public Rows<JobView> getRows() {
    return rows;
  }

  /** Kinds to filter by. */
  public List<JobKind> getKinds() {
    return List.of(JobKind.values());
  }

  /** States to filter by. */
  public List<JobStatus> getStatuses() {
    return List.of(JobStatus.values());
  }

  /** The caller's name, for the filter of his own. */
  public String getMine() {
    return caller.username();
  }
}
