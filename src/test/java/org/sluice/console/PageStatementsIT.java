package org.sluice.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.testing.ConsoleReader;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.SharedDatabase;

/** What pages ask the database, however many rows they show. */
class PageStatementsIT {

  private static final List<String> PAGES =
      List.of("ui/repositories.xhtml", "ui/dashboard.xhtml", "ui/dashboard.xhtml?view=list");

  @TempDir private Path folder;

  private static void track(RunningSluice sluice, int from, int to) {
    for (int i = from; i < to; i++) {
      sluice
          .admin()
          .post(
              "/repositories",
              Map.of(
                  "name",
                  "app-" + i,
                  "cloneUrl",
                  "http://127.0.0.1:9/team/app-" + i + ".git",
                  "mirror",
                  false))
          .expect(201);
    }
  }

  private static List<Long> statements(SharedDatabase database, ConsoleReader reader)
      throws Exception {
    List<Long> counts = new ArrayList<>();
    for (String page : PAGES) {
      counts.add(database.statements(() -> reader.read(page)));
    }
    return counts;
  }

  @Test
  void manyRowsTakeNoMoreStatementsThanFew() throws Exception {
    String url = SharedDatabase.url(folder.resolve("database"));
    try (RunningSluice sluice = SharedDatabase.server("page-statements", url).start();
        SharedDatabase database = SharedDatabase.open(url)) {
      track(sluice, 0, 2);
      ConsoleReader reader = ConsoleReader.of(sluice);
      List<Long> few = statements(database, reader);
      track(sluice, 2, 24);
      List<Long> many = statements(database, reader);

      assertThat(reader.read(PAGES.get(0)).split("data-ri=")).hasSize(1 + 24);
      assertThat(few).allMatch(count -> count > 0 && count < 40);
      assertThat(IntStream.range(0, PAGES.size()).mapToObj(i -> many.get(i) - few.get(i)))
          .allMatch(more -> more <= 0);

      // A table that is turned reads its own page, and nothing of what stands around it.
      track(sluice, 24, 27);
      for (String page : List.of(PAGES.get(0), PAGES.get(0) + "?mirror=false")) {
        String html = reader.read(page);
        assertThat(database.statements(() -> assertThat(reader.turn(page, html)).isTrue()))
            .as("of %s, opened with %d", page, many.get(0))
            .isPositive()
            .isLessThanOrEqualTo(many.get(0) / 2);
      }
    }
  }
}
