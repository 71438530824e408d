/**
 * Owns what the webhooks of forges look like: how each is signed, named and told apart, and which
 * repository it is about.
 *
 * <p>It never holds a secret or decides what follows. Its door is {@link
 * org.sluice.forge.hook.HookFormat}. It is apart from what is asked of forges, since here they
 * speak first.
 */
package org.sluice.forge.hook;
