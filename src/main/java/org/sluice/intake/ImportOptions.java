package org.sluice.intake;

import java.util.List;
import org.sluice.identity.NamespaceRef;

/**
 * What holds for all entries of a list that do not say otherwise themselves.
 *
 * @param namespace where repositories are to lie
 * @param mirror whether they are to be mirrored
 * @param tags labels that all of them get
 */
public record ImportOptions(NamespaceRef namespace, boolean mirror, List<String> tags) {

  /** Copies the labels. */
  public ImportOptions {
    tags = List.copyOf(tags);
  }
}
