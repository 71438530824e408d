/**
 * Owns what the server gives: time, the home folder, settings, the database and its schema,
 * executors, cancellation, and the notices that anybody may announce.
 *
 * <p>It never knows a feature. Its doors are {@link org.sluice.platform.Settings}, {@link
 * org.sluice.platform.SluiceHome} and {@link org.sluice.platform.Cancellation}. It exists so that
 * nothing above it reads the environment, a clock or JNDI by itself.
 */
@Room
package org.sluice.platform;
