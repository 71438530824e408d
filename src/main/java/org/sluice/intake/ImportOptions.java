package org.sluice.intake;

import java.util.List;
import java.util.UUID;
import org.sluice.forge.ForgeKind;
import org.sluice.identity.NamespaceRef;

/**
 * What holds for all entries of a list that do not say otherwise themselves.
 *
 * @param namespace where repositories are to lie
 * @param mirror whether they are to be mirrored
 * @param tags labels that all of them get
 * @param forge what hosts them; null to tell by their hosts
 * @param forgeAccountId account through which their forge is asked; null for the default of its
 *     host
 * @param interval time between two syncs of those that are mirrored; null for the installation's
 */
public record ImportOptions(
    NamespaceRef namespace,
    boolean mirror,
    List<String> tags,
    ForgeKind forge,
    UUID forgeAccountId,
    String interval) {

  /** Copies the labels. */
  public ImportOptions {
    tags = List.copyOf(tags);
  }

  /** Mirrors are synced as often as the installation says. */
  public ImportOptions(
      NamespaceRef namespace,
      boolean mirror,
      List<String> tags,
      ForgeKind forge,
      UUID forgeAccountId) {
    this(namespace, mirror, tags, forge, forgeAccountId, null);
  }
}
