/**
 * Owns what lets Sluice in at upstreams: names with passwords, tokens, and SSH keys, sealed by the
 * vault.
 *
 * <p>It never connects to anybody and never gives a secret to the API or the console. Its door is
 * {@link org.sluice.registry.credential.CredentialService}. It is apart from the repositories,
 * since a credential belongs to a host and serves many of them.
 */
package org.sluice.registry.credential;
