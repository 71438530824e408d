package org.sluice.job.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.sluice.job.item.ItemOutcome;
import org.sluice.job.row.JobItem;
import org.sluice.job.row.JobRows;
import org.sluice.job.row.SampleRows;
import org.sluice.platform.Ids;

class OutcomeWriterTest {

  @Test
  void notesOutliveAnErrorAndAreWrittenLater() {
    JdbcDataSource database = new JdbcDataSource();
    database.setURL("jdbc:h2:mem:" + Ids.next() + ";DB_CLOSE_DELAY=-1");
    Flyway.configure().dataSource(database).locations("classpath:db/migration").load().migrate();
    AtomicBoolean exhausted = new AtomicBoolean(true);
    ItemStore store = new ItemStore(new JobRows(failing(database, exhausted)));
    OutcomeWriter writer = new OutcomeWriter(Runnable::run, store, null);
    List<ItemNote> notes = List.of(note(), note());

    writer.add(notes);
    assertThat(writer.waiting()).isEqualTo(notes);

    exhausted.set(false);
    writer.retry();
    assertThat(writer.waiting()).isEmpty();
  }

  private static DataSource failing(DataSource database, AtomicBoolean exhausted) {
    return (DataSource)
        Proxy.newProxyInstance(
            OutcomeWriterTest.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, values) -> {
              if (exhausted.get()) {
                throw new OutOfMemoryError("planted");
              }
              return method.invoke(database, values);
            });
  }

  /** The end of an item whose job is gone; to write it is to find that out. */
  private static ItemNote note() {
    JobItem item = SampleRows.item(Ids.next(), "", 1);
    ItemOutcome outcome = ItemOutcome.succeeded("done");
    return ItemNote.ended(
        item.ended(outcome, 1, null, Instant.now(), Instant.now()), outcome, Map.of());
  }
}
