/**
 * Owns configuration sources: following their repositories, and serving configuration from them as
 * Spring Cloud Config's clients read it.
 *
 * <p>It never waits for an upstream to answer a request, and never reads a work tree: what is
 * served is a commit that the last round left, read from the object database. Its doors are {@link
 * org.sluice.configsource.ConfigSourceService} for whoever keeps sources and {@link
 * org.sluice.configsource.board.SourceBoard} for whoever reads from them. It is a room of its own,
 * above {@code mirror}, since a mirror is whole without anybody reading configuration from it.
 *
 * <h2>Its parts</h2>
 *
 * <ul>
 *   <li>{@code board}: what sources are, and how they stand now
 *   <li>{@code follow}: rounds, and what they write
 *   <li>{@code hook}: URLs that are told of what rounds found
 *   <li>{@code watch}: who is told while it happens
 *   <li>{@code document}: what a single file says
 *   <li>{@code answer}: what the files of a commit say to a question
 *   <li>{@code placeholder}, {@code form}: how an answer is written down
 *   <li>{@code serve}: what an address asks for, and what goes out
 *   <li>{@code compare}: where each value comes from, and what differs between commits
 * </ul>
 *
 * One request and one failure are walked through in {@code
 * src/docs/adr/0018-configuration-is-followed-and-served-from-commits.md}.
 */
@Room(mayUse = {"git", "egress", "registry", "mirror", "job", "identity", "vault", "audit"})
package org.sluice.configsource;

import org.sluice.platform.Room;
