/**
 * Owns users, namespaces with their members, API tokens, and the one authentication mechanism.
 *
 * <p>It never decides about a repository or a job by itself: it says who the caller is and what he
 * may do in which namespace, and the rooms above ask. Its doors are {@link
 * org.sluice.identity.Caller} and the services of users, namespaces and tokens. It is one room
 * because a caller's rights must come from one place, whichever way he came in.
 */
@Room(mayUse = {"vault", "audit"})
package org.sluice.identity;

import org.sluice.platform.Room;
