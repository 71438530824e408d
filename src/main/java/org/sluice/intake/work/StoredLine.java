package org.sluice.intake.work;

import java.util.List;
import java.util.UUID;
import org.sluice.forge.ForgeKind;
import org.sluice.intake.Reason;

/**
 * A line of a list as it is kept.
 *
 * @param id the line
 * @param requestedBy who brought the list
 * @param forge what hosts the repositories of the list; null to tell by their hosts
 * @param forgeAccountId account through which their forge is asked; null for its host's default
 * @param line number of the line in the file
 * @param reason why it becomes no repository; null if it does
 * @param detail the reason in a sentence; null if there is none
 * @param url the clone URL; null if it is refused
 * @param key what all spellings of the upstream have in common; null if it is refused
 * @param namespaceId where the repository is to lie
 * @param name its name
 * @param tags labels
 * @param interval time between two syncs; null for the installation's
 * @param mirror whether it is to be mirrored
 * @param mirrorPlace number of mirrors before it in the list
 * @param repositoryId the repository that it has become; null if none yet
 */
record StoredLine(
    UUID id,
    UUID requestedBy,
    ForgeKind forge,
    UUID forgeAccountId,
    int line,
    Reason reason,
    String detail,
    String url,
    String key,
    UUID namespaceId,
    String name,
    List<String> tags,
    String interval,
    boolean mirror,
    int mirrorPlace,
    UUID repositoryId) {}
