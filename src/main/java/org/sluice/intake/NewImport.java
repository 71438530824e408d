package org.sluice.intake;

import java.util.List;

/**
 * A list that somebody brings.
 *
 * @param bytes the list as it came
 * @param mediaType what the sender says it is, without parameters; null if he does not
 * @param namespace where repositories are to lie whose entries name none; null for the caller's own
 * @param mirror whether they are to be mirrored where their entries do not say
 * @param tags labels that all of them get
 * @param interval time between two syncs of those that are mirrored where their entries do not say;
 *     null for the installation's
 */
public record NewImport(
    byte[] bytes,
    String mediaType,
    String namespace,
    boolean mirror,
    List<String> tags,
    String interval) {

  /** Copies the labels. */
  public NewImport {
    tags = List.copyOf(tags);
  }
}
