package org.sluice.intake.standing;

import java.util.List;

/**
 * A standing import that is to be kept; flat fields as the API names them.
 *
 * @param owner whose repositories: an account, organisation, group or workspace; null for all that
 *     the account sees
 * @param include globs of which one must match; null for all
 * @param exclude globs of which none may match; null for none
 * @param namespace name of the namespace where repositories go
 * @param mirror whether they are mirrored; null means no
 * @param tags labels that all of them get; null for none
 * @param interval ISO 8601 duration between two looks, PT1H to P7D; null for a day
 */
public record NewStandingImport(
    String owner,
    List<String> include,
    List<String> exclude,
    String namespace,
    Boolean mirror,
    List<String> tags,
    String interval) {}
