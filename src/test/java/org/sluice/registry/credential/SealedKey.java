package org.sluice.registry.credential;

/** A private key under a passphrase, made by {@code ssh-keygen} for these tests alone. */
final class SealedKey {

  /** The file; its passphrase is {@code open sesame}. */
  static final String TEXT =
      """
      -----BEGIN OPENSSH PRIVATE KEY-----
      b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0AAAAGAAAABDRF5uZoP
      tGn0+DX0QahIQoAAAAEAAAAAEAAAAzAAAAC3NzaC1lZDI1NTE5AAAAINv6eFaoDhl9fxZs
      Ozj3zReQ2Iv4oJeQc4E3/ah46mZFAAAAkNkjQTR1xcPU8kcqXG27YHXP8ET3TbgpJ3kQQr
      ruFt6HskI1G+ECE92zFhkkZZnJ7BMTvWspJdy75jRJG9vPLYzkg7ppL5CwtKQ9wtwtnASp
      4vyyMfdN0tKZ2k3eLoRBse3KDzboFczxVb5x0sQe0QcduG2faljwJZioJ9J1toXZIky7YJ
      Y3jWMRIhx7FrTXow==
      -----END OPENSSH PRIVATE KEY-----
      """;

  /** Its public half. */
  static final String PUBLIC =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINv6eFaoDhl9fxZsOzj3zReQ2Iv4oJeQc4E3/ah46mZF";

  /** What {@code ssh-keygen -l} says of it. */
  static final String FINGERPRINT = "SHA256:qLAG4PWnOGYVQLCPjk7DgEteEdQEm8wu2KOGoIVv44A";

  private SealedKey() {}
}
