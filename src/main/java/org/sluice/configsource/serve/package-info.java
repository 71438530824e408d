/**
 * Owns serving: what an address below {@code /config} asks for, which source answers it, and with
 * what.
 *
 * <p>It never asks an upstream and never waits for a round: it reads the board and the object
 * database. Its doors are {@link org.sluice.configsource.serve.ConfigServlet} for clients and
 * {@link org.sluice.configsource.serve.ConfigReading} for whoever else wants to know what they
 * would get. It is apart from following, which it would be just as right without.
 *
 * <p>It belongs to the room {@code configsource}.
 */
package org.sluice.configsource.serve;
