package org.sluice.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.ConnectionEvent;
import javax.sql.ConnectionEventListener;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SteadyConnectionTest {

  @TempDir Path folder;

  private JdbcDataSource h2;
  private Connection other;
  private SteadyConnection pooled;

  /** A transaction's name. */
  private record Named(byte[] name) implements Xid {
    @Override
    public int getFormatId() {
      return 1;
    }

    @Override
    public byte[] getGlobalTransactionId() {
      return name;
    }

    @Override
    public byte[] getBranchQualifier() {
      return new byte[] {1};
    }
  }

  @BeforeEach
  void open() throws SQLException {
    h2 = new JdbcDataSource();
    h2.setUrl("jdbc:h2:file:" + folder.resolve("db") + SluiceDataSource.H2_OPTIONS);
    h2.setUser("sluice");
    h2.setPassword("");
    other = h2.getConnection();
    execute(other, "create table thing (id integer primary key)");
    pooled = new SteadyConnection(h2.getXAConnection());
  }

  @AfterEach
  void close() throws SQLException {
    pooled.close();
    execute(other, "shutdown");
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getInt(1);
    }
  }

  private int things() throws SQLException {
    return number(other, "select count(*) from thing");
  }

  private int writes() throws SQLException {
    return number(
        other,
        "select setting_value from information_schema.settings"
            + " where setting_name = 'info.FILE_WRITE'");
  }

  @Test
  void nothingIsWrittenForOneThatIsGivenOutAndComesBack() throws SQLException {
    try (Connection busy = h2.getConnection()) {
      busy.setAutoCommit(false);
      pooled.getConnection().close();
      execute(busy, "insert into thing values (1)");
      int before = writes();
      for (int i = 0; i < 10; i++) {
        Connection given = pooled.getConnection();
        assertThat(number(given, "select count(*) from thing")).isZero();
        given.close();
        execute(busy, "insert into thing values (" + (10 + i) + ")");
      }
      assertThat(writes()).isEqualTo(before);
      busy.rollback();
    }
  }

  @Test
  void whatIsCommittedInOnePhaseIsThere() throws Exception {
    Connection given = pooled.getConnection();
    XAResource transaction = pooled.getXAResource();
    Xid name = new Named(new byte[] {7});
    transaction.start(name, XAResource.TMNOFLAGS);
    execute(given, "insert into thing values (1)");
    assertThat(things()).isZero();
    transaction.end(name, XAResource.TMSUCCESS);
    transaction.commit(name, true);
    assertThat(things()).isEqualTo(1);
    given.close();
    assertThat(pooled.getConnection().getAutoCommit()).isTrue();
  }

  @Test
  void whatIsRolledBackIsNotThere() throws Exception {
    Connection given = pooled.getConnection();
    XAResource transaction = pooled.getXAResource();
    Xid name = new Named(new byte[] {8});
    transaction.start(name, XAResource.TMNOFLAGS);
    execute(given, "insert into thing values (1)");
    transaction.end(name, XAResource.TMFAIL);
    transaction.rollback(name);
    given.close();
    assertThat(things()).isZero();
    execute(pooled.getConnection(), "insert into thing values (2)");
    assertThat(things()).isEqualTo(1);
  }

  @Test
  void whatWasLeftOpenIsRolledBackWhenItComesBack() throws SQLException {
    Connection given = pooled.getConnection();
    given.setAutoCommit(false);
    execute(given, "insert into thing values (1)");
    given.close();
    Connection next = pooled.getConnection();
    assertThat(next.getAutoCommit()).isTrue();
    assertThat(number(next, "select count(*) from thing")).isZero();
  }

  @Test
  void whatWasLeftOpenIsRolledBackWhenItIsGivenToAnother() throws SQLException {
    Connection given = pooled.getConnection();
    given.setAutoCommit(false);
    execute(given, "insert into thing values (1)");
    Connection next = pooled.getConnection();
    assertThat(number(next, "select count(*) from thing")).isZero();
    assertThat(given.isClosed()).isTrue();
    assertThatThrownBy(given::createStatement)
        .isInstanceOf(SQLException.class)
        .hasMessage("The connection was given back.");
  }

  @Test
  void itsPoolIsToldOnceThatItWasClosed() throws SQLException {
    List<Object> told = new ArrayList<>();
    ConnectionEventListener listener =
        new ConnectionEventListener() {
          @Override
          public void connectionClosed(ConnectionEvent event) {
            told.add(event.getSource());
          }

          @Override
          public void connectionErrorOccurred(ConnectionEvent event) {
            told.add("error");
          }
        };
    pooled.addConnectionEventListener(listener);
    Connection given = pooled.getConnection();
    assertThat(given).isEqualTo(given).isNotEqualTo(other);
    given.close();
    given.close();
    assertThat(told).containsExactly(pooled);
    pooled.removeConnectionEventListener(listener);
    pooled.getConnection().close();
    assertThat(told).hasSize(1);
  }

  @Test
  void whatTheDatabaseRefusesIsSaidAsItSaysIt() throws SQLException {
    Connection given = pooled.getConnection();
    assertThatThrownBy(() -> execute(given, "insert into nothing values (1)"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("NOTHING");
  }
}
