package org.sluice.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Supplier;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.sluice.testing.Api;
import org.sluice.testing.Api.Answer;
import org.sluice.testing.Aside;
import org.sluice.testing.RunningSluice;

/** A namespace that is deleted or renamed while somebody adds a repository to it. */
@Tag("portable")
class NamespaceMeetsRepositoryIT {

  private static final int ROUNDS = 12;

  private final Api admin = RunningSluice.shared().admin();
  private final String team = "met-" + Long.toString(System.nanoTime(), 36);

  private Answer add(String name) {
    return admin.post(
        "/repositories",
        Map.of(
            "namespace",
            team,
            "name",
            name,
            "cloneUrl",
            "https://git.example.org/a/b.git",
            "mirror",
            false));
  }

  private static CompletableFuture<Answer> begin(CyclicBarrier together, Supplier<Answer> call) {
    return Aside.supply(
        () -> {
          try {
            together.await();
          } catch (Exception interrupted) {
            throw new IllegalStateException(interrupted);
          }
          return call.get();
        });
  }

  private long repositories(String namespace) {
    return admin
        .get("/repositories?namespace=" + namespace)
        .expect(200)
        .json()
        .path("total")
        .asLong();
  }

  @RepeatedTest(ROUNDS)
  void deletingItAndAddingToItExcludeEachOther() {
    admin.post("/namespaces", Map.of("name", team)).expect(201);
    CyclicBarrier together = new CyclicBarrier(3);
    List<CompletableFuture<Answer>> adding =
        List.of(begin(together, () -> add("one")), begin(together, () -> add("two")));
    CompletableFuture<Answer> deleting = begin(together, () -> admin.delete("/namespaces/" + team));
    List<Answer> added = adding.stream().map(CompletableFuture::join).toList();
    Answer deleted = deleting.join();
    long kept = added.stream().filter(each -> each.status() == 201).count();
    assertThat(added)
        .filteredOn(each -> each.status() != 201)
        .allSatisfy(
            each ->
                assertThat(each.json().path("type").asText())
                    .isIn("/problems/not-found", "/problems/invalid-input"));
    assertThat(repositories(team)).isEqualTo(kept);
    if (kept == 0) {
      deleted.expect(204);
    } else {
      assertThat(deleted.expect(409).json().path("type").asText())
          .isEqualTo("/problems/namespace-in-use");
    }
  }

  @RepeatedTest(ROUNDS)
  void whatIsAddedBearsTheNewNameOfIt() {
    admin.post("/namespaces", Map.of("name", team)).expect(201);
    CyclicBarrier together = new CyclicBarrier(3);
    List<CompletableFuture<Answer>> adding =
        List.of(begin(together, () -> add("one")), begin(together, () -> add("two")));
    String renamed = team + "-renamed";
    begin(together, () -> admin.patch("/namespaces/" + team, Map.of("name", renamed)))
        .join()
        .expect(200);
    long kept =
        adding.stream().map(CompletableFuture::join).filter(each -> each.status() == 201).count();
    assertThat(repositories(team)).isZero();
    JsonNode all = admin.get("/repositories?namespace=" + renamed).expect(200).json();
    assertThat(all.path("total").asLong()).isEqualTo(kept);
  }
}
