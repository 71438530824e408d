package org.sluice.git.sample;

/**
 * One upstream of the sample fleet.
 *
 * @param name owner and repository, such as {@code orchard/apples}
 * @param url clone URL, on loopback
 * @param description one sentence for a person
 */
public record SampleUpstream(String name, String url, String description) {}
