package org.sluice.registry.upstream;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.sluice.egress.UpstreamUrl;
import org.sluice.forge.ForgeKind;

/** A digest that all spellings of one upstream have in common, by which it is found. */
public final class UpstreamKey {

  private UpstreamKey() {}

  /** The key of an upstream: 64 characters. */
  public static String of(UpstreamUrl upstream) {
    String canonical = upstream.canonical();
    // The known forges do not tell upper case from lower.
    boolean caseless = ForgeKind.ofHost(upstream.host()) != ForgeKind.PLAIN;
    String text = caseless ? canonical.toLowerCase(Locale.ROOT) : canonical;
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
