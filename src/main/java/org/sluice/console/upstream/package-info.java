/**
 * Owns the pages of upstream hosts: what lets Sluice in there, the keys by which they are known,
 * which of them are not well.
 *
 * <p>It never gets a secret to show, since no door gives one. {@link
 * org.sluice.console.upstream.CredentialChoice} is what the forms of repositories use of it. It is
 * apart because hosts are looked after by other people than the repositories on them.
 */
package org.sluice.console.upstream;
