/**
 * Owns the judgement on a pull request: which light it has, and why in words. It belongs to the
 * room {@code pullrequest}.
 *
 * <p>It never reads a forge or the database, so that the same was read means the same light. Its
 * door is {@link org.sluice.pullrequest.light.LightRule}. It is apart since the rule is what people
 * argue about, and must be read in one place.
 */
package org.sluice.pullrequest.light;
