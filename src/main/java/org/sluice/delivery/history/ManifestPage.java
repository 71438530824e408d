package org.sluice.delivery.history;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.sluice.delivery.row.DeliveredFile;

/**
 * A part of what a subscriber has of a repository, by path.
 *
 * @param generation number of the subscription's snapshots
 * @param deliveredCommit commit of which everything has arrived; null if there was none
 * @param items files in the order of the bytes of their paths
 * @param next path after which the next part begins; null at the end
 */
@Schema(name = "Manifest")
public record ManifestPage(
    int generation, String deliveredCommit, List<FileView> items, String next) {

  /**
   * A file as the subscriber has it.
   *
   * @param path where
   * @param sha256 of its content
   * @param size in bytes
   * @param mode of Git, such as {@code 100644}
   * @param generation in which it arrived last; 0 if somebody wants it sent again
   */
  @Schema(name = "ManifestFile")
  public record FileView(String path, String sha256, long size, String mode, int generation) {

    static FileView of(DeliveredFile file) {
      return new FileView(
          file.path().text(), file.sha256(), file.size(), file.mode(), file.generation());
    }
  }
}
