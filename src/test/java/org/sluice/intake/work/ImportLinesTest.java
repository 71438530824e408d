package org.sluice.intake.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.forge.ForgeKind;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRef;
import org.sluice.identity.Scope;
import org.sluice.intake.Fault;
import org.sluice.intake.ImportOptions;
import org.sluice.intake.Reason;
import org.sluice.intake.plan.PlannedLine;
import org.sluice.job.item.NewItem;
import org.sluice.job.item.SubjectType;
import org.sluice.platform.Ids;
import org.sluice.platform.database.Database;
import org.sluice.testing.TestDatabase;

class ImportLinesTest {

  private static final Caller ANA =
      new Caller(Ids.next(), "ana", false, EnumSet.of(Scope.WRITE), Map.of(), null);
  private static final NamespaceRef TEAM = new NamespaceRef(Ids.next(), "team");
  private static final ImportOptions OPTIONS =
      new ImportOptions(TEAM, false, List.of(), ForgeKind.GITEA, Ids.next());
  private static final String KEY = "0123456789abcdef".repeat(4);

  private Database database;
  private ImportLines lines;

  private void open(String kind) {
    DataSource source;
    if (kind.equals("H2")) {
      JdbcDataSource memory = new JdbcDataSource();
      memory.setURL("jdbc:h2:mem:" + Ids.next() + ";DB_CLOSE_DELAY=-1");
      source = memory;
    } else {
      source = TestDatabase.source();
    }
    Flyway.configure().dataSource(source).locations("classpath:db/migration").load().migrate();
    database = new Database(source);
    lines = new ImportLines(database);
  }

  private static PlannedLine good(int entry) {
    return new PlannedLine(
        entry,
        entry + 1,
        null,
        "https://a.org/" + entry,
        KEY,
        TEAM,
        "n" + entry,
        List.of("a b", "c"),
        "PT2H",
        true,
        3);
  }

  private static PlannedLine without(int entry, Fault fault) {
    return new PlannedLine(
        entry, entry + 1, fault, "a.org/x", null, TEAM, null, List.of(), null, false, 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void linesAreKeptAsTheyWerePlanned(String kind) {
    open(kind);
    UUID list = lines.begin(ANA, OPTIONS);
    Fault no = new Fault(Reason.CREDENTIALS, "no".repeat(400));
    List<NewItem> items =
        lines.keep(
            list,
            List.of(good(1), without(2, no), without(3, new Fault(Reason.TWICE, "is there"))));
    assertThat(items)
        .extracting(NewItem::subjectName)
        .containsExactly("team/n1", "line 3", "a.org/x");
    assertThat(items)
        .extracting(NewItem::exclusiveKey)
        .containsExactly("IMPORT:" + TEAM.id() + ":" + KEY, null, null);
    assertThat(items).allMatch(item -> item.subjectType() == SubjectType.IMPORT_LINE);
    StoredLine stored = lines.find(items.get(0).subjectId()).orElseThrow();
    assertThat(stored)
        .isEqualTo(
            new StoredLine(
                items.get(0).subjectId(),
                ANA.userId(),
                ForgeKind.GITEA,
                OPTIONS.forgeAccountId(),
                2,
                null,
                null,
                "https://a.org/1",
                KEY,
                TEAM.id(),
                "n1",
                List.of("a b", "c"),
                "PT2H",
                true,
                3,
                null));
    StoredLine refused = lines.find(items.get(1).subjectId()).orElseThrow();
    assertThat(refused.reason()).isEqualTo(Reason.CREDENTIALS);
    assertThat(refused.detail()).startsWith("Line 3: nono").hasSize(500);
    assertThat(refused.url()).isNull();
    assertThat(lines.find(items.get(2).subjectId()).orElseThrow().detail())
        .isEqualTo("Line 4: is there.");
    assertThat(lines.find(Ids.next())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void whatAJobMadeIsFoundInOrder(String kind) {
    open(kind);
    UUID job = Ids.next();
    List<NewItem> items = lines.keep(lines.begin(ANA, OPTIONS), List.of(good(1), good(2), good(3)));
    List<UUID> made = List.of(Ids.next(), Ids.next(), Ids.next());
    assertThat(lines.requesterOf(job)).isEmpty();
    for (int i : List.of(2, 0, 1)) {
      lines.become(items.get(i).subjectId(), made.get(i), i == 1 ? Ids.next() : job);
    }
    assertThat(lines.requesterOf(job)).contains(ANA.userId());
    UUID first = new UUID(0, 0);
    assertThat(lines.madeBy(job, first, 1)).containsExactly(made.get(0));
    assertThat(lines.madeBy(job, made.get(0), 5)).containsExactly(made.get(2));
    assertThat(lines.madeBy(job, made.get(2), 5)).isEmpty();
    assertThat(lines.find(items.get(0).subjectId()).orElseThrow().repositoryId())
        .isEqualTo(made.get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void aFollowUpIsExpectedOnce(String kind) {
    open(kind);
    UUID one = Ids.next();
    UUID two = Ids.next();
    lines.expectFollowUp(one);
    lines.expectFollowUp(two);
    lines.expectFollowUp(one);
    assertThat(lines.awaitingFollowUp()).containsExactly(one, two);
    lines.followedUp(one);
    lines.followedUp(one);
    assertThat(lines.awaitingFollowUp()).containsExactly(two);
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void oldListsAreForgottenWithTheirLines(String kind) {
    open(kind);
    List<NewItem> items = lines.keep(lines.begin(ANA, OPTIONS), List.of(good(1)));
    Instant now = Instant.now();
    assertThat(lines.forgetOne(now.minusSeconds(60))).isFalse();
    assertThat(lines.forgetOne(now.plusSeconds(60))).isTrue();
    assertThat(lines.forgetOne(now.plusSeconds(60))).isFalse();
    assertThat(lines.find(items.get(0).subjectId())).isEmpty();
  }
}
