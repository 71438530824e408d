/**
 * Owns the way out: the address guard, the HTTP and SSH clients through which every outbound
 * connection goes, and the signature that messages to webhooks bear.
 *
 * <p>It never knows what is asked of whom. Its door is {@link org.sluice.egress.Outbound}. It is a
 * room of its own so that no feature can reach an address that the guard has not seen.
 */
@Room
package org.sluice.egress;

import org.sluice.platform.Room;
