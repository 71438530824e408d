package org.sluice.pullrequest.refresh;

import java.util.List;
import java.util.Map;
import org.sluice.forge.Pull;
import org.sluice.forge.PullDetails;

/**
 * What one look at a repository's pull requests brought.
 *
 * @param open those that are open, each once
 * @param details what was read of each, by its number
 * @param ended those that were open and are not any more, as the forge tells them now
 * @param gone numbers of those that were open and that the forge does not know any more
 * @param unsettled numbers of those that were open, are not listed, and could not be asked for
 */
public record Look(
    List<Pull> open,
    Map<Long, PullDetails> details,
    List<Pull> ended,
    List<Long> gone,
    List<Long> unsettled) {}
