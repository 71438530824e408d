/**
 * Owns API tokens: how they are written, what is stored of them, when they end.
 *
 * <p>It never stores a token itself, only its hash, and never decides what somebody may do with
 * one. Its beginning is {@link org.sluice.identity.token.TokenText}, the written form. It is apart
 * since a token lives and ends by itself, beside the password of the same user.
 */
package org.sluice.identity.token;
