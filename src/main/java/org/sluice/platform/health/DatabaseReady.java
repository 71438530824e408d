package org.sluice.platform.health;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.sluice.platform.database.SchemaMigration;

/** Ready: the database answers. */
@Readiness
@ApplicationScoped
public class DatabaseReady implements HealthCheck {

  @Resource(lookup = SchemaMigration.DATA_SOURCE)
  private DataSource dataSource;

  @Override
  public HealthCheckResponse call() {
    try (Connection connection = dataSource.getConnection()) {
      return HealthServlet.check("database", connection.isValid(5));
    } catch (SQLException unreachable) {
      return HealthServlet.check("database", false);
    }
  }
}
