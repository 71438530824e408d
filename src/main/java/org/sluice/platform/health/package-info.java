/**
 * Owns what probes and meters are told: whether the process lives, whether it may get requests, and
 * the figures of all rooms.
 *
 * <p>It never measures a feature; each room hands its meters to the one registry. Its doors are the
 * paths {@code /health} and {@code /metrics}. It is apart since what answers when nothing else does
 * must need little, and is the same on both servers, whose own probes differ.
 */
package org.sluice.platform.health;
