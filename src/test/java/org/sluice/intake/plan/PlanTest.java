package org.sluice.intake.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sluice.failure.FieldError;
import org.sluice.fleet.NewRepository;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRef;
import org.sluice.identity.NamespaceRole;
import org.sluice.identity.Scope;
import org.sluice.intake.ImportOptions;
import org.sluice.intake.Reason;
import org.sluice.intake.Verdict;
import org.sluice.intake.address.Address;
import org.sluice.intake.address.NoRepository;
import org.sluice.intake.reading.ListText;
import org.sluice.registry.NewTrackedRepository;
import org.sluice.registry.upstream.UpstreamKey;

class PlanTest {

  private final NamespaceRef own = new NamespaceRef(new UUID(0, 1), "ana");
  private final NamespaceRef team = new NamespaceRef(new UUID(0, 2), "Team");
  private final NamespaceRef watched = new NamespaceRef(new UUID(0, 3), "watched");
  private final NamespaceRef hidden = new NamespaceRef(new UUID(0, 4), "hidden");
  private final Caller ana =
      new Caller(
          new UUID(0, 9),
          "ana",
          false,
          EnumSet.of(Scope.READ, Scope.WRITE),
          Map.of(
              own.id(), NamespaceRole.MAINTAINER,
              team.id(), NamespaceRole.MAINTAINER,
              watched.id(), NamespaceRole.VIEWER),
          null);

  private final Map<String, String> tracked = new HashMap<>();
  private final Set<String> taken = new HashSet<>();
  private final List<Integer> asked = new ArrayList<>();

  private ImportOptions options = new ImportOptions(own, false, List.of(), null, null);

  private void track(String url, String fullName) throws NoRepository {
    tracked.put(UpstreamKey.of(Address.of(url).upstream()), fullName);
  }

  private List<PlannedLine> plan(String list) {
    Planner.Known known =
        new Planner.Known(
            keys -> {
              asked.add(keys.size());
              return tracked;
            },
            names -> taken,
            this::named,
            PlanTest::problems);
    ListText text = ListText.of(list.getBytes(StandardCharsets.UTF_8), null);
    List<PlannedLine> lines = new ArrayList<>();
    try (Plan plan = new Plan(ana, text.entries(), options, known)) {
      plan.forEachRemaining(lines::addAll);
    }
    return lines;
  }

  private static List<FieldError> problems(NewRepository wanted) {
    return new NewTrackedRepository(
            wanted.name(),
            wanted.cloneUrl(),
            wanted.mirror(),
            null,
            null,
            null,
            null,
            null,
            null,
            wanted.tags())
        .problems(Set.of("https", "ssh"));
  }

  private Map<String, NamespaceRef> named(Collection<String> names) {
    return Map.of("ana", own, "team", team, "watched", watched, "hidden", hidden);
  }

  @Test
  void spellingsOfOneRepositoryAreOneInTheList() {
    List<PlannedLine> lines =
        plan(
            """
            https://github.com/Acme/App.git
            git@github.com:acme/app
            http://www.github.com/acme/app/
            https://github.com/acme/app/tree/main?utm_source=x#readme
            """);
    assertThat(lines)
        .extracting(PlannedLine::verdict)
        .containsExactly(Verdict.ADD, Verdict.DUPLICATE, Verdict.DUPLICATE, Verdict.DUPLICATE);
    assertThat(lines.get(0).name()).isEqualTo("App");
    assertThat(lines.get(0).namespace()).isEqualTo(own);
    assertThat(lines.get(0).url()).isEqualTo("https://github.com/Acme/App.git");
    assertThat(lines.get(3).sentence()).isEqualTo("Line 4: names the same repository as line 1.");
  }

  @Test
  void whatIsTrackedIsADuplicate() throws Exception {
    track("https://github.com/acme/app", "team/app");
    PlannedLine line = plan("git@github.com:Acme/App.git").get(0);
    assertThat(line.fault().reason()).isEqualTo(Reason.TRACKED);
    assertThat(line.sentence()).isEqualTo("Line 1: is tracked already as team/app.");
  }

  @Test
  void anEntrySaysWhereItLiesUnlessTheOptionsDo() {
    List<PlannedLine> lines =
        plan(
            """
            url,namespace
            https://a.org/1,TEAM
            https://a.org/2,watched
            https://a.org/3,hidden
            https://a.org/4,nobody
            https://a.org/5,
            """);
    assertThat(lines)
        .extracting(PlannedLine::sentence)
        .containsExactly(
            null,
            "Line 3: names a namespace to which its maintainers alone add.",
            "Line 4: names a namespace that does not exist.",
            "Line 5: names a namespace that does not exist.",
            null);
    assertThat(lines.get(0).namespace()).isEqualTo(team);
    assertThat(lines.get(4).namespace()).isEqualTo(own);
    assertThat(lines.get(4).entry()).isEqualTo(5);
    assertThat(lines.get(4).line()).isEqualTo(6);
  }

  @Test
  void aNameOfTheAddressIsTriedAgainWithItsOwner() {
    taken.add("ana/tools");
    List<PlannedLine> lines =
        plan(
            """
            https://github.com/acme/app
            https://github.com/blue/App
            https://github.com/acme/tools
            https://gitlab.com/acme/tools
            https://a.org/_x!y..z.git
            https://a.org/...
            """);
    assertThat(lines)
        .extracting(PlannedLine::name)
        .containsExactly("app", "blue-App", "acme-tools", null, "_x-y.z", null);
    assertThat(lines.get(3).sentence())
        .isEqualTo("Line 4: name ana/tools belongs to another repository.");
    assertThat(lines.get(5).fault().reason()).isEqualTo(Reason.NAME);
  }

  @Test
  void aNameThatWasGivenIsTakenOrRefused() {
    taken.add("ana/app");
    List<PlannedLine> lines =
        plan(
            """
            url,name
            https://github.com/acme/app,App
            https://github.com/acme/b,.hidden
            https://github.com/acme/b,c
            """);
    assertThat(lines)
        .extracting(line -> line.fault() == null ? null : line.fault().reason())
        .containsExactly(Reason.NAME_TAKEN, Reason.NAME, null);
    // What was refused is no reason to refuse the next one for the same repository.
    assertThat(lines.get(2).name()).isEqualTo("c");
  }

  @Test
  void everyRuleOfARepositoryHoldsForALine() {
    List<PlannedLine> lines =
        plan("url,tags\nhttps://a.org/1,a;b\nhttps://a.org/2,=x\nhttp://a.org/3,\n");
    assertThat(lines)
        .extracting(line -> line.fault() == null ? null : line.fault().reason())
        .containsExactly(null, Reason.TAGS, Reason.TRANSPORT);
    assertThat(lines.get(2).sentence())
        .isEqualTo("Line 4: url must begin with https:// or ssh://.");
  }

  @Test
  void optionsHoldWhereAnEntrySaysNothing() {
    options = new ImportOptions(team, true, List.of("new", "b"), null, null);
    List<PlannedLine> lines = plan("url,mirror,tags\nhttps://a.org/1,,b\nhttps://a.org/2,no,\n");
    assertThat(lines).extracting(PlannedLine::mirror).containsExactly(true, false);
    assertThat(lines.get(0).tags()).containsExactly("b", "new");
    assertThat(lines.get(0).namespace()).isEqualTo(team);
  }

  @Test
  void theIntervalHoldsForMirrorsWhoseEntriesNameNone() {
    options = new ImportOptions(own, false, List.of(), null, null, "PT6H");
    assertThat(
            plan(
                "url,mirror,interval\nhttps://a.org/1,yes,\nhttps://a.org/2,no,\n"
                    + "https://a.org/3,yes,PT1H\n"))
        .extracting(PlannedLine::interval)
        .containsExactly("PT6H", null, "PT1H");
  }

  @Test
  void mirrorsKnowTheirPlaceAmongThem() {
    assertThat(
            plan(
                "url,mirror\nhttps://a.org/1,yes\nhttps://a.org/2,no\nhttps://a.org/3,yes\n"
                    + "https://a.org/3,yes\nhttps://a.org/4,yes\n"))
        .extracting(PlannedLine::mirrorPlace)
        .containsExactly(0, 1, 1, 2, 2);
  }

  @Test
  void nothingOfARefusedAddressLetsAnybodyIn() {
    PlannedLine line = plan("url,name\nhttps://ana:s3cret@github.com/acme/app,s3cret\n").get(0);
    assertThat(line.fault().reason()).isEqualTo(Reason.CREDENTIALS);
    assertThat(line.url()).isEqualTo("github.com/acme/app");
    assertThat(line.toString()).doesNotContain("s3cret");
  }

  @Test
  void whatThereIsAlreadyIsAskedForManyLinesAtOnce() {
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      list.append("https://github.com/acme/r").append(i).append('\n');
    }
    List<PlannedLine> lines = plan(list.toString());
    assertThat(lines).hasSize(20_000).allMatch(line -> line.verdict() == Verdict.ADD);
    assertThat(asked).hasSize(40).allMatch(size -> size == Plan.PORTION);
  }
}
