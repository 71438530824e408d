package org.sluice.platform.database;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.migration.JavaMigration;

/**
 * Brings the schema level with the code before anything else starts: by the scripts of all rooms,
 * and by the beans with which a room changes what a script cannot.
 *
 * <p>Other start-up beans depend on it by name ({@code @DependsOn("SchemaMigration")}). It begins
 * once what the environment gives is found usable: nothing is written, nobody welcomed and no timer
 * started by a start that a wrong setting ends, and nothing is announced before tasks can be
 * submitted. A bean that depends on another which depends on this one names only the other: Payara
 * takes both names for a circle.
 */
@DataSourceDefinition(
    name = SchemaMigration.DATA_SOURCE,
    className = "org.sluice.platform.database.SluiceDataSource",
    url = "jdbc:from-settings",
    minPoolSize = 2,
    maxPoolSize = 30)
@Singleton
@Startup
@DependsOn({"SettingsCheck", "Submission", "Vault"})
@TransactionManagement(TransactionManagementType.BEAN)
public class SchemaMigration {

  /** JNDI name of the one data source. */
  public static final String DATA_SOURCE = "java:app/jdbc/sluice";

  @Resource(lookup = DATA_SOURCE)
  private DataSource dataSource;

  @Inject private Instance<JavaMigration> migrations;

  private boolean done;

  /** Whether the schema is level with the code. */
  public boolean done() {
    return done;
  }

  @PostConstruct
  void migrate() {
    Flyway.configure(SchemaMigration.class.getClassLoader())
        .dataSource(dataSource)
        .locations(locations(dataSource))
        .javaMigrations(migrations.stream().toArray(JavaMigration[]::new))
        .cleanDisabled(true)
        .load()
        .migrate();
    done = true;
  }

  /**
   * Where the scripts lie for the database behind a data source: those for every database, and
   * those that only PostgreSQL understands.
   */
  private static String[] locations(DataSource dataSource) {
    try (Connection connection = dataSource.getConnection()) {
      return connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")
          ? new String[] {"classpath:db/migration", "classpath:db/postgresql"}
          : new String[] {"classpath:db/migration"};
    } catch (SQLException unreachable) {
      throw new IllegalStateException("the database cannot be reached", unreachable);
    }
  }
}
