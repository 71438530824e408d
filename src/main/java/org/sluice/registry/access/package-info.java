/**
 * Owns what lets Sluice in at upstreams, and the keys by which it knows SSH hosts again.
 *
 * <p>It never connects to anybody and never gives a secret to the API or the console. Its doors are
 * {@link org.sluice.registry.access.CredentialService} and {@link
 * org.sluice.registry.access.HostKeyService}. It is apart from the repositories, since both belong
 * to a host and serve many of them.
 */
package org.sluice.registry.access;
