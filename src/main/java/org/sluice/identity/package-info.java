/**
 * Owns users, namespaces with their members, API tokens, and the one authentication mechanism.
 *
 * <p>It never decides about a repository or a job by itself: it says who the caller is and what he
 * may do in which namespace, and the rooms above ask. Its doors are {@link
 * org.sluice.identity.Caller} and the services of users, namespaces and tokens. It is one room
 * because a caller's rights must come from one place, whichever way he came in.
 *
 * <h2>Its parts</h2>
 *
 * Each may use the ones before it, and the words of this package. The services are here, since a
 * user is made with a namespace and a namespace has users for members: what joins the parts is in
 * none of them.
 *
 * <ul>
 *   <li>{@code token}: API tokens, how they are written and when they end
 *   <li>{@code user}: users, and what is stored in place of a password
 *   <li>{@code namespace}: what owns repositories, and who belongs to it
 *   <li>{@code account}: whose credentials these are, and what they permit
 *   <li>{@code signin}: how a request comes to have a caller
 * </ul>
 */
@Room(mayUse = {"vault", "audit"})
package org.sluice.identity;

import org.sluice.platform.Room;
