package org.sluice.configsource.compare;

import org.sluice.identity.Caller;

/**
 * Who asks which source, and for what.
 *
 * @param caller who asks
 * @param source name of the source
 * @param application as a client asks for it, perhaps several joined by commas
 * @param profile as a client asks for it, perhaps several joined by commas
 */
public record AskedSource(Caller caller, String source, String application, String profile) {}
