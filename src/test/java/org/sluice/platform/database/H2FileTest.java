package org.sluice.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.testing.Aside;

/** What a kill would leave of H2, looked at in a copy of its file while it is open. */
class H2FileTest {

  private static final int BURSTS = 40;

  /** Space that is free is written to again at once, as it otherwise is after 45 s. */
  private static final String REUSED_AT_ONCE = ";RETENTION_TIME=0";

  @TempDir private Path folder;

  private int written;

  @Test
  void whatWasCommittedIsInTheFile() throws IOException, SQLException {
    assertThat(lostAfterBurstsOf(1)).containsOnly(0);
  }

  @Test
  void whatWasCommittedAtTheSameMomentIsInTheFile() throws IOException, SQLException {
    assertThat(lostAfterBurstsOf(6)).containsOnly(0);
  }

  /** How many rows the file lacked after each burst of so many commits at once. */
  private List<Integer> lostAfterBurstsOf(int commits) throws IOException, SQLException {
    List<Integer> lost = new ArrayList<>();
    // As a pool does, one connection stays open; nothing closes the file in good order meanwhile.
    try (Connection kept = live().getConnection();
        Statement statement = kept.createStatement()) {
      statement.execute("create table committed (number integer primary key)");
      for (int burst = 0; burst < BURSTS; burst++) {
        commitAtOnce(commits);
        lost.add(written - inACopyOfTheFile());
      }
    }
    return lost;
  }

  private void commitAtOnce(int commits) {
    CyclicBarrier together = new CyclicBarrier(commits);
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < commits; i++) {
      int number = written++;
      all.add(Aside.run(() -> commit(number, together)));
    }
    all.forEach(CompletableFuture::join);
  }

  private void commit(int number, CyclicBarrier together) {
    try (Connection connection = live().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("insert into committed values (" + number + ")");
      together.await();
      connection.commit();
    } catch (SQLException | InterruptedException | BrokenBarrierException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private int inACopyOfTheFile() throws IOException, SQLException {
    Files.copy(
        folder.resolve("live.mv.db"),
        folder.resolve("copy.mv.db"),
        StandardCopyOption.REPLACE_EXISTING);
    try (Connection connection = database("copy", ";IFEXISTS=TRUE").getConnection();
        Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery("select count(*) from committed")) {
      count.next();
      return count.getInt(1);
    }
  }

  private JdbcDataSource live() {
    return database("live", SluiceDataSource.H2_OPTIONS + REUSED_AT_ONCE);
  }

  private JdbcDataSource database(String name, String options) {
    JdbcDataSource database = new JdbcDataSource();
    database.setURL("jdbc:h2:file:" + folder.resolve(name) + options);
    database.setUser("sluice");
    database.setPassword("");
    return database;
  }
}
