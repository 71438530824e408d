/**
 * Owns the pages of people: signing in and out, one's own account and tokens, users, namespaces
 * with their members.
 *
 * <p>It never sees a password longer than a form is on its way. Its pages call the doors of the
 * {@code identity} room and no other. It is apart since nothing of it knows a repository.
 */
package org.sluice.console.account;
