package org.sluice.system;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.sluice.mirror.care.DiskFigures;

/**
 * The installation as administrators see it.
 *
 * @param version release of Sluice; empty if the build gave it no name
 * @param node name of the machine that answers
 * @param nodes names of all machines of the installation
 * @param startedAt when this node was started
 * @param uptime ISO 8601 duration since then
 * @param database the database
 * @param disk the disk that holds the mirrors
 * @param queue jobs on this node
 */
@Schema(name = "System")
public record SystemView(
    String version,
    String node,
    List<String> nodes,
    Instant startedAt,
    String uptime,
    Database database,
    DiskFigures disk,
    Queue queue) {

  /** Keeps a copy. */
  public SystemView {
    nodes = List.copyOf(nodes);
  }

  /**
   * The database.
   *
   * @param kind its product
   * @param version its own version
   */
  @Schema(name = "SystemDatabase")
  public record Database(String kind, String version) {}

  /**
   * Jobs on this node.
   *
   * @param activeJobs jobs that have not ended
   * @param pendingItems items that wait
   * @param runningItems items that run
   * @param concurrency items that may run at once
   */
  @Schema(name = "SystemQueue")
  public record Queue(int activeJobs, int pendingItems, int runningItems, int concurrency) {}
}
