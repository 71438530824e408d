/**
 * Owns how GitLab is asked, gitlab.com and any server of one's own, and what its answers mean.
 *
 * <p>It never compares a project's name with the one that was asked for: names change, and the
 * answer tells the one of today. Its door is {@link org.sluice.forge.gitlab.GitLab}. It is apart
 * from the other forges since GitLab counts by projects, merge requests and jobs.
 */
package org.sluice.forge.gitlab;
