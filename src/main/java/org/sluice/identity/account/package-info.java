/**
 * Owns whose credentials these are, and what they permit.
 *
 * <p>It never remembers an answer and never counts a failure; the sign-in that asks it does. Its
 * door is {@link org.sluice.identity.account.AccountService}. It is apart from users, tokens and
 * namespaces, since what a caller may do is put together from all three.
 */
package org.sluice.identity.account;
