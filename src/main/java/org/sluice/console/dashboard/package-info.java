/**
 * Owns the dashboard, the pull requests of a repository, and how lights look and read.
 *
 * <p>It never judges a light and never asks a forge. Its pages are {@code /ui/dashboard} and a part
 * of {@code /ui/repository}; {@link org.sluice.console.dashboard.LightFace} is what other pages use
 * of it. It is apart since lights are looked at by people who do not care for mirrors.
 */
package org.sluice.console.dashboard;
