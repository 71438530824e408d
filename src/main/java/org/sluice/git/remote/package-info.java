/**
 * Speaks to other Git servers, over HTTP and SSH, to fetch and to push, and judges what goes wrong.
 * It belongs to the room {@code git}.
 *
 * <p>Its beginning is {@link org.sluice.git.remote.Upstream}. It knows no mirror.
 */
package org.sluice.git.remote;
