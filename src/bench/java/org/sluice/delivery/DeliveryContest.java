package org.sluice.delivery;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sluice.configsource.ConfigUpstream;
import org.sluice.git.StockGitServer;
import org.sluice.testing.Api;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Waiting;

/**
 * A Sluice with a mirror that is sent, whole, as often as one likes, to one or more subscribers.
 */
public final class DeliveryContest implements AutoCloseable {

  private static final Duration LONG = Duration.ofMinutes(5);

  private final StockGitServer upstream;
  private final RunningSluice sluice;
  private final Api admin;
  private final List<String> subscriptions = new ArrayList<>();
  private final List<String> jobs = new ArrayList<>();
  private final Map<String, String> jobsOfDead = new HashMap<>();

  private DeliveryContest(StockGitServer upstream, RunningSluice sluice) {
    this.upstream = upstream;
    this.sluice = sluice;
    admin = sluice.admin();
  }

  /**
   * Starts it and mirrors the files.
   *
   * @param work a folder that is empty
   * @param files content by path
   */
  public static DeliveryContest start(Path work, Map<String, String> files) throws IOException {
    Path served = work.resolve("served");
    ConfigUpstream.create(served.resolve("files.git")).push("main", files);
    return serving(served, null);
  }

  /**
   * Starts it and mirrors a repository.
   *
   * @param served the folder in which {@code files.git} lies
   * @param heap option that bounds the server's heap; null for the usual one
   */
  public static DeliveryContest serving(Path served, String heap) throws IOException {
    StockGitServer upstream = StockGitServer.start(served);
    DeliveryContest contest =
        new DeliveryContest(upstream, RunningSluice.with("bench-delivery").heap(heap).start());
    contest
        .admin
        .post("/repositories", Map.of("name", "files", "cloneUrl", upstream.url("files.git")))
        .expect(201);
    Waiting.until(
        "the mirror is there",
        LONG,
        () ->
            contest
                .admin
                .get("/repositories/admin/files/mirror")
                .json()
                .path("status")
                .asText()
                .equals("SUCCESS"));
    return contest;
  }

  /** Id of the server's process. */
  public long pid() {
    return sluice.pid();
  }

  /** Registers another subscriber, who is sent everything at once. */
  public void subscribe(String url) {
    String id = subscribe("app-" + (subscriptions.size() + 1), url);
    subscriptions.add(id);
    Waiting.until(
        "everything was sent",
        LONG,
        () -> admin.get("/subscriptions/" + id).json().path("status").asText().equals("SYNCED"));
  }

  private String subscribe(String name, String url) {
    String subscriber =
        admin
            .post("/subscribers", Map.of("name", name, "endpointUrl", url))
            .expect(201)
            .json()
            .path("id")
            .asText();
    Map<String, String> wanted = Map.of("subscriberId", subscriber, "repository", "admin/files");
    return admin.post("/subscriptions", wanted).expect(201).json().path("id").asText();
  }

  /**
   * Registers a subscriber at whose endpoint nothing is ever taken; nothing is sent to it yet.
   *
   * @return its subscription
   */
  public String subscribeDead(String name, String url) {
    String id = subscribe(name, url);
    leave(id);
    return id;
  }

  /** Begins to try a dead one, whatever was learnt of it before. */
  public void attempt(String dead) {
    admin.post("/subscriptions/" + dead + "/resume", null).expect(200);
    jobsOfDead.put(
        dead, admin.post("/subscriptions/" + dead + "/retry", null).expect(202).locationId());
  }

  /** Sends nothing to a dead one any more, and waits until that is so. */
  public void leave(String dead) {
    admin.post("/subscriptions/" + dead + "/pause", null).expect(200);
    String job = jobsOfDead.remove(dead);
    if (job != null) {
      awaitEnd(job);
    }
  }

  /** Waits until nothing is being sent again. */
  public void settled() {
    jobs.forEach(this::awaitEnd);
    jobs.clear();
  }

  private void awaitEnd(String job) {
    Waiting.until(
        "job " + job + " has ended",
        LONG,
        () -> !admin.get("/jobs/" + job).json().path("completedAt").isNull());
  }

  /** Begins to send everything again to the first of the subscribers. */
  public void resend(int subscribers) {
    settled();
    for (String id : subscriptions.subList(0, subscribers)) {
      jobs.add(
          admin
              .post("/subscriptions/" + id + "/resync", null)
              .expect(202)
              .json()
              .path("id")
              .asText());
    }
  }

  @Override
  public void close() throws IOException {
    sluice.close();
    upstream.close();
  }
}
