/**
 * Owns the living sample fleet: with {@code sluice.demo} on, a dozen upstream repositories below
 * the home, served on 127.0.0.1, to which commits keep arriving.
 *
 * <p>It never runs unless it is asked for, and it uses the same doors as everybody: what it shows
 * is Sluice at work, not a picture of it. It has no door; it begins at the start.
 */
@Room(mayUse = {"git", "fleet", "registry", "identity"})
package org.sluice.demo;

import org.sluice.platform.Room;
