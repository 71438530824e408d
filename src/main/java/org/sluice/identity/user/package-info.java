/**
 * Owns users: who has an account, in which role, and what is stored in place of a password.
 *
 * <p>It never asks what somebody may do in a namespace, and never gives a hash to anybody outside
 * the room. Its beginning is {@link org.sluice.identity.user.UserStore}. It is apart because an
 * account belongs to the installation and its administrators, whatever namespaces there are.
 */
package org.sluice.identity.user;
