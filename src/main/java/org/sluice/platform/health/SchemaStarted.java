package org.sluice.platform.health;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;
import org.sluice.platform.database.SchemaMigration;

/** Started: the schema is level with the code. */
@Startup
@ApplicationScoped
public class SchemaStarted implements HealthCheck {

  @EJB private SchemaMigration migration;

  @Override
  public HealthCheckResponse call() {
    return HealthServlet.check("schema", migration.done());
  }
}
