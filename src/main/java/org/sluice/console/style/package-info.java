/**
 * Owns the page that shows what the console's pages are made of.
 *
 * <p>It is there only where Sluice is worked on, and it reads the style sheet and the icons that
 * pages use, so it cannot tell of others. It is apart since nothing of it serves an installation.
 */
package org.sluice.console.style;
