/**
 * The living sample fleet: a dozen generated upstreams, served over loopback, to which commits keep
 * arriving. It belongs to the room {@code git}.
 *
 * <p>It never touches a mirror: to the rest of Sluice the samples are upstreams like any other.
 */
package org.sluice.git.sample;
