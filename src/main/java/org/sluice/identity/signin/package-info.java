/**
 * Owns how a request comes to have a caller: passwords, tokens and sessions, what holds guesses
 * back, and what browsers are told to refuse.
 *
 * <p>It never stores an account and never decides what a caller may do. Its doors are {@link
 * org.sluice.identity.signin.SignIn} and {@link org.sluice.identity.signin.CallerProducer}. It is
 * apart since everything that a stranger can reach before he is known is in it.
 */
package org.sluice.identity.signin;
