/**
 * Says of each entry of a list what would become of it: a repository, nothing since it is there, or
 * nothing since something is wrong with it.
 *
 * <p>It stores nothing. Its door is {@link org.sluice.intake.plan.Planner}. It is apart, since a
 * preview and an import must say the same.
 */
package org.sluice.intake.plan;
