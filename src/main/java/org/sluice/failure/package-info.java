/**
 * Owns the one exception by which Sluice refuses, and the kinds of refusal.
 *
 * <p>It never knows HTTP, Faces or a database: the same refusal reaches a REST caller, a page and a
 * timer. Its door is {@link org.sluice.failure.DomainException}. It is a room of its own because
 * everything, the platform included, must be able to fail without knowing who listens.
 */
@org.sluice.platform.Room
package org.sluice.failure;
