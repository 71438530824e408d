package org.sluice.delivery.message;

import org.sluice.platform.Inside;

/**
 * Which part of a file a message brings.
 *
 * @param id the same for all parts of one delivery of the file, and in every attempt
 * @param index of the part, from 0
 * @param total number of parts
 */
@Inside
public record Chunk(String id, int index, int total) {}
