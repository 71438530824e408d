/**
 * Owns the pages of accounts at forges, what a repository says of its forge, and how accounts look
 * and read.
 *
 * <p>It never gets a token to show, since no door gives one. Its pages are {@code /ui/accounts} and
 * {@code /ui/forge-account}. It is apart from credentials because an account is asked for more than
 * clones, and only administrators keep it.
 */
package org.sluice.console.forge;
