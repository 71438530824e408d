package org.sluice.mirror.sync;

import java.util.Map;
import org.sluice.git.refs.Verdict;
import org.sluice.mirror.MirrorSettings;

/**
 * What a run of a sync needs to know of its mirror, read at its begin.
 *
 * @param settings how it is to be kept
 * @param verdicts what somebody decided on single changes, by the full name of the ref
 */
public record SyncOrder(MirrorSettings settings, Map<String, Verdict> verdicts) {}
