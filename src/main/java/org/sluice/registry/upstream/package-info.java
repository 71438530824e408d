/**
 * Owns how an upstream is known again, however its address is spelled.
 *
 * <p>It never changes an address that somebody entered. Its door is {@link
 * org.sluice.registry.upstream.UpstreamIndex}; the key itself is {@link
 * org.sluice.registry.upstream.UpstreamKey}. It is apart from the registry, since imports and
 * webhooks ask by it for repositories of which they know nothing else.
 */
package org.sluice.registry.upstream;
