/**
 * Owns what is known of upstream hosts: which of them do not answer, which have asked to wait, and
 * when each is tried again.
 *
 * <p>It never syncs and never knows a mirror's policy; it is told how runs ended and answers whom
 * its hosts keep waiting. Its doors are {@link org.sluice.mirror.upstream.HostWatch} and {@link
 * org.sluice.mirror.upstream.UpstreamHosts}. It is apart from the mirrors since an outage is one
 * fact about a host, however many mirrors it has.
 */
package org.sluice.mirror.upstream;
