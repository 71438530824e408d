package org.sluice.intake;

import java.util.List;

/**
 * What is to be imported of what an account at a forge sees.
 *
 * @param owner whose repositories they are; null for all that it sees
 * @param repositories full names of the chosen ones; null for all
 * @param include globs of which one must match; null for all
 * @param exclude globs of which none may match; null for none
 * @param namespace where they are to lie; null for the caller's own
 * @param mirror whether they are to be mirrored; null means no
 * @param tags labels that all of them get; null for none
 */
public record ForgeImport(
    String owner,
    List<String> repositories,
    List<String> include,
    List<String> exclude,
    String namespace,
    Boolean mirror,
    List<String> tags) {}
