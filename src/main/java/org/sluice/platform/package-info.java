/**
 * Owns what the server gives: time, the home folder, settings, executors, cancellation, and the
 * notices that anybody may announce.
 *
 * <p>It never knows a feature. Its doors are {@link org.sluice.platform.settings.Settings}, {@link
 * org.sluice.platform.SluiceHome} and {@link org.sluice.platform.Cancellation}. It exists so that
 * nothing above it reads the environment, a clock or JNDI by itself.
 *
 * <h2>Its parts</h2>
 *
 * <ul>
 *   <li>{@code settings}: what an installation is told from outside
 *   <li>{@code database}: the database, its schema, and how statements are written
 *   <li>{@code network}: who is at the other end of a request
 *   <li>{@code health}: what probes and meters are told
 * </ul>
 */
@Room
package org.sluice.platform;
