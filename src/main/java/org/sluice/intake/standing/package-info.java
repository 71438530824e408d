/**
 * Owns imports that stand: they look again by themselves at what an account at a forge sees, add
 * what is new, and mark what is gone.
 *
 * <p>It never deletes a repository, and believes only whole listings. Its door is {@link
 * org.sluice.intake.standing.StandingImportService}; the job engine runs {@link
 * org.sluice.intake.standing.StandingImportWork}. It is apart from the imports that people start,
 * since it remembers what it saw and judges what it does not see any more.
 */
package org.sluice.intake.standing;
