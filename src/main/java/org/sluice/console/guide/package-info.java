/**
 * Owns what each page says of itself: what it is for, and the API that yields what it shows.
 *
 * <p>The words are in the bundles, the addresses in {@code guide.properties}; a page has neither,
 * its head asks for them by the page's name. It calls no other room, so help costs a page nothing.
 */
package org.sluice.console.guide;
