package org.sluice.registry.credential;

import java.util.UUID;

/**
 * A credential has another secret or user; fired after the commit, so that what it was refused for
 * is tried again.
 *
 * @param id the credential
 */
public record CredentialChanged(UUID id) {}
