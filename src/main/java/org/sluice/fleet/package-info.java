/**
 * Owns {@code /repositories}: lists, adds, shows, changes and deletes what the rooms below keep in
 * parts.
 *
 * <p>It stores nothing itself. Its door is {@link org.sluice.fleet.FleetService}. A repository is a
 * name and an upstream in the registry, a policy and a history in the mirror room, and later lights
 * and health; somebody must make, show and delete them as one thing, and none of those rooms may
 * know the others.
 *
 * <h2>Its parts</h2>
 *
 * <ul>
 *   <li>{@code bulk}: what is done to many repositories at once
 * </ul>
 */
@Room(
    mayUse = {
      "forge",
      "git",
      "registry",
      "mirror",
      "serving",
      "pullrequest",
      "health",
      "job",
      "identity",
      "audit"
    })
package org.sluice.fleet;

import org.sluice.platform.Room;
