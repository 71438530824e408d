package org.sluice.intake;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An entry of a list, and what would become of it.
 *
 * @param entry its place in the list, from 1
 * @param line the line of the file on which it begins, from 1
 * @param url the clone URL; of a refused entry as much of its address as may be shown, null if it
 *     names none
 * @param namespace where it would lie; null unless it would be added
 * @param name name that it would have; null unless it would be added
 * @param mirror whether it would be mirrored
 * @param verdict what would become of it
 * @param reason why it would not be added; null if it would
 * @param detail the reason in a sentence; null if it would be added
 */
@Schema(name = "ImportLine")
public record LineView(
    int entry,
    int line,
    String url,
    String namespace,
    String name,
    boolean mirror,
    Verdict verdict,
    Reason reason,
    String detail) {}
