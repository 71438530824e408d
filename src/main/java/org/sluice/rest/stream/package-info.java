/**
 * Owns event streams: how they are opened, bounded, kept alive and ended, whatever they tell of.
 *
 * <p>It never knows what is sent or who may see it: rooms hand in where news comes from. Its door
 * is {@link org.sluice.rest.stream.OpenStreams}. It is apart from the answers of resources, which
 * end.
 */
package org.sluice.rest.stream;
