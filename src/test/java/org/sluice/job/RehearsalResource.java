package org.sluice.job;

import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.stream.IntStream;
import org.sluice.identity.Caller;
import org.sluice.platform.Ids;

/** Lets a client of the tests start rehearsed jobs and open gates. */
@RequestScoped
@Path("/rehearsal")
@PermitAll
public class RehearsalResource {

  @Inject private Caller caller;
  @Inject private JobService jobs;

  @POST
  @Path("/start/{what}/{items}")
  public String start(@PathParam("what") String what, @PathParam("items") int items) {
    return jobs.start(
            new NewJob(JobKind.HEALTH_CHECK, JobTrigger.MANUAL, caller, what, false, true, null),
            () ->
                IntStream.range(0, items)
                    .mapToObj(n -> JobEngineIT.item(what + "/" + n, "", null, Ids.next())),
            id -> {})
        .id()
        .toString();
  }

  @POST
  @Path("/open/{gate}")
  public void open(@PathParam("gate") String gate) {
    RehearsedWork.gate(gate).countDown();
  }
}
