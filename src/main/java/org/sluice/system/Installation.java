package org.sluice.system;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.job.JobService;
import org.sluice.mirror.care.DiskWatch;
import org.sluice.platform.Release;
import org.sluice.platform.database.SchemaMigration;

/** The door of the room: tells what runs, on what, and how much room is left. */
@ApplicationScoped
public class Installation {

  @Inject private Release release;
  @Inject private JobService jobs;
  @Inject private DiskWatch disk;

  @Resource(lookup = SchemaMigration.DATA_SOURCE)
  private DataSource dataSource;

  /**
   * The installation as it is now.
   *
   * @throws DomainException FORBIDDEN unless the caller is an administrator
   */
  public SystemView look(Caller caller) {
    if (!caller.administers()) {
      throw DomainException.forbidden("Only administrators see the installation.");
    }
    RuntimeMXBean process = ManagementFactory.getRuntimeMXBean();
    // The process's name is its number and the machine's name, found without asking a name server.
    String node = process.getName().substring(process.getName().indexOf('@') + 1);
    JobService.Figures queue = jobs.figures();
    return new SystemView(
        release.name(),
        node,
        List.of(node),
        Instant.ofEpochMilli(process.getStartTime()),
        Duration.ofSeconds(process.getUptime() / 1000).toString(),
        database(),
        disk.figures(),
        new SystemView.Queue(
            queue.activeJobs(), queue.pendingItems(), queue.runningItems(), queue.concurrency()));
  }

  private SystemView.Database database() {
    try (Connection connection = dataSource.getConnection()) {
      DatabaseMetaData about = connection.getMetaData();
      return new SystemView.Database(
          about.getDatabaseProductName(), about.getDatabaseProductVersion());
    } catch (SQLException unreachable) {
      throw new IllegalStateException("the database does not answer", unreachable);
    }
  }
}
