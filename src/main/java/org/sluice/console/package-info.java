/**
 * Owns the console: the beans behind its pages, its texts, and the live data that its script asks
 * for.
 *
 * <p>It never decides anything: every page calls the doors of the other rooms with the caller who
 * is signed in. Its doors are the pages below {@code /ui/}. It is one room because a page combines
 * rooms, and because Faces must not be known to any other.
 *
 * <h2>Its parts</h2>
 *
 * Pages are with those that they change with; what all of them share is here.
 *
 * <ul>
 *   <li>{@code dashboard}: lights and pull requests
 *   <li>{@code account}: people, namespaces, tokens
 *   <li>{@code job}: what runs
 *   <li>{@code notification}: notices and channels
 *   <li>{@code upstream}: hosts, and what lets in there
 *   <li>{@code forge}: accounts at forges
 *   <li>{@code repository}: repositories and their mirrors
 *   <li>{@code configuration}: configuration sources, and what applications get from them
 *   <li>{@code delivery}: subscribers, and what they have received
 *   <li>{@code intake}: lists that become repositories
 *   <li>{@code mirror}: the drawn history
 *   <li>{@code system}: the installation
 *   <li>{@code guide}: what each page is for, and the API behind it
 *   <li>{@code style}: the parts that pages are made of, for those who make pages
 * </ul>
 */
@Room(
    mayUse = {
      "identity",
      "git",
      "forge",
      "egress",
      "job",
      "registry",
      "pullrequest",
      "system",
      "mirror",
      "fleet",
      "filter",
      "audit",
      "health",
      "intake",
      "configsource",
      "delivery",
      "notification"
    })
package org.sluice.console;

import org.sluice.platform.Room;
