/**
 * Owns how the history of a mirror is drawn.
 *
 * <p>It reads the history by the door of mirrors, as the table below the chart does, and decides
 * nothing. It is apart from the page's bean since drawing has nothing to do with settings.
 */
package org.sluice.console.mirror;
