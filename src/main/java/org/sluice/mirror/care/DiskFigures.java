package org.sluice.mirror.care;

/**
 * The disk that holds the mirrors.
 *
 * @param totalBytes what it holds
 * @param freeBytes what Sluice could still write
 * @param reserveBytes what no sync may use
 * @param mirrorBytes all mirrors together, as their last syncs left them
 * @param low whether less is free than the reserve, so that mirrors receive nothing
 */
public record DiskFigures(
    long totalBytes, long freeBytes, long reserveBytes, long mirrorBytes, boolean low) {}
