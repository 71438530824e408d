package org.sluice.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.util.UUID;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.job.JobService;
import org.sluice.job.JobView;

/** What the script of an open page is told, in the rights and the language of its reader. */
@RequestScoped
public class Live {

  /** Most jobs that a page shows as running; more are a number to nobody. */
  private static final int MOST = 50;

  @Inject private Caller caller;
  @Inject private JobService jobs;
  @Inject private JobFace faces;

  /**
   * The jobs that the caller sees and that have not ended; from memory, without a database read.
   */
  ObjectNode jobs() {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode active = answer.putArray("active");
    jobs.active(caller).stream().limit(MOST).forEach(job -> active.add(face(job)));
    return answer;
  }

  private ObjectNode face(JobView job) {
    return faces.json(job).put("mine", job.requestedBy().equals(caller.username()));
  }

  /**
   * One job.
   *
   * @throws DomainException NOT_FOUND if there is none that the caller sees
   */
  ObjectNode job(UUID id) {
    return face(jobs.find(caller, id).job());
  }

  /**
   * Does something to a job.
   *
   * @return the job, or the one that repeats it
   * @throws DomainException NOT_FOUND if there is none, or no such thing to do; CONFLICT if it has
   *     ended
   */
  ObjectNode change(UUID id, String what) {
    JobView job =
        switch (what) {
          case "cancel" -> jobs.cancel(caller, id);
          case "pause" -> jobs.pause(caller, id);
          case "resume" -> jobs.resume(caller, id);
          case "retry" -> jobs.retry(caller, id);
          default -> throw DomainException.notFound("thing to do with a job");
        };
    return face(job);
  }

  ObjectNode mirrors(java.util.List<UUID> ids) {
    return JsonNodeFactory.instance.objectNode();
  }

  ObjectNode sync(com.fasterxml.jackson.databind.JsonNode body) {
    throw DomainException.notFound("sync");
  }
}
