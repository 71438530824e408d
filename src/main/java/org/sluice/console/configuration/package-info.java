/**
 * Owns the pages of configuration sources, and how following one looks and reads.
 *
 * <p>It never reads a repository: what an application gets, and what differs, it asks of the room
 * that serves it. Its pages are {@code /ui/configuration} and {@code /ui/configuration-source}. It
 * is apart from repositories because whoever looks here asks what services get, not what a mirror
 * has.
 */
package org.sluice.console.configuration;
