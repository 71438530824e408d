package org.sluice.platform.database;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.logging.Logger;
import javax.sql.DataSource;
import javax.sql.XAConnection;
import javax.sql.XADataSource;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.h2.jdbcx.JdbcDataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.ds.common.BaseDataSource;
import org.postgresql.xa.PGXADataSource;
import org.sluice.platform.SluiceHome;

/**
 * Makes connections to the database that {@code sluice.db.url} names: PostgreSQL, or else the H2
 * file below the home.
 *
 * <p>The server's pool instantiates it by name, so that one data source definition inside the WAR
 * serves both servers and the settings still come from the environment.
 *
 * <p>The pools are given XA connections. There is no second resource, so every transaction ends in
 * one phase; what counts is that these connections tell their pool when they break, without which
 * one server would hand out dead ones for ever after an outage of the database.
 */
public class SluiceDataSource implements DataSource, XADataSource {

  /** How the H2 file is opened: each commit writes, and only a stop of the server closes it. */
  static final String H2_OPTIONS = ";DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000;WRITE_DELAY=0";

  /** Makes the connections that a pool keeps. */
  @FunctionalInterface
  private interface Pooled {
    XAConnection open() throws SQLException;
  }

  private final DataSource database;
  private final Pooled pooled;

  /** Reads the settings; opens nothing yet. */
  public SluiceDataSource() {
    Config config = ConfigProvider.getConfig();
    Optional<String> user = config.getOptionalValue("sluice.db.user", String.class);
    Optional<String> password = config.getOptionalValue("sluice.db.password", String.class);
    String url = url(config);
    if (url.startsWith("jdbc:postgresql:")) {
      PGSimpleDataSource plain = new PGSimpleDataSource();
      PGXADataSource telling = new PGXADataSource();
      for (BaseDataSource each : List.of(plain, telling)) {
        each.setUrl(url);
        user.ifPresent(each::setUser);
        password.ifPresent(each::setPassword);
        each.setReWriteBatchedInserts(true);
      }
      database = plain;
      pooled = telling::getXAConnection;
    } else if (url.startsWith("jdbc:h2:")) {
      JdbcDataSource h2 = new JdbcDataSource();
      h2.setUrl(url);
      h2.setUser(user.orElse("sluice"));
      h2.setPassword(password.orElse(""));
      database = h2;
      pooled = () -> new SteadyConnection(h2.getXAConnection());
    } else {
      throw new IllegalStateException("sluice.db.url must begin with jdbc:h2: or jdbc:postgresql:");
    }
  }

  private static String url(Config config) {
    return config
        .getOptionalValue("sluice.db.url", String.class)
        .filter(set -> !set.isBlank())
        .orElseGet(
            () -> {
              Path file = SluiceHome.folder("db").resolve("sluice");
              return "jdbc:h2:file:" + file + H2_OPTIONS;
            });
  }

  /** Needed by the server's pool; the address comes from the settings. */
  public void setUrl(String ignored) {
    // The definition must name one, or one of the servers refuses it.
  }

  /** Needed by the server's pool. */
  public String getUrl() {
    return "jdbc:from-settings";
  }

  @Override
  public Connection getConnection() throws SQLException {
    return database.getConnection();
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return database.getConnection();
  }

  @Override
  public XAConnection getXAConnection() throws SQLException {
    return pooled.open();
  }

  @Override
  public XAConnection getXAConnection(String user, String password) throws SQLException {
    return pooled.open();
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    return database.getLogWriter();
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    database.setLogWriter(out);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    database.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return database.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getLogger("org.sluice.platform");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return type.isInstance(database) ? type.cast(database) : database.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(database) || database.isWrapperFor(type);
  }
}
