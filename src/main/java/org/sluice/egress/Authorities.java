package org.sluice.egress;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Who may vouch for a TLS server: the authorities of the JDK, and those of a file besides. */
final class Authorities {

  private Authorities() {}

  /**
   * TLS that trusts them.
   *
   * @param file certificates in PEM; null for none
   * @throws IllegalStateException if the file holds no certificates
   */
  static SSLContext context(Path file) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, file == null ? null : trusting(file), null);
      return context;
    } catch (IOException | GeneralSecurityException unreadable) {
      throw new IllegalStateException(
          "sluice.egress.ca must name a file of certificates in PEM", unreadable);
    }
  }

  private static TrustManager[] trusting(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (TrustManager manager : managers(null)) {
      if (manager instanceof X509TrustManager known) {
        for (X509Certificate each : known.getAcceptedIssuers()) {
          store.setCertificateEntry("jdk-" + store.size(), each);
        }
      }
    }
    Collection<? extends Certificate> added;
    try (InputStream in = Files.newInputStream(file)) {
      added = CertificateFactory.getInstance("X.509").generateCertificates(in);
    }
    if (added.isEmpty()) {
      throw new IOException("no certificate in it");
    }
    for (Certificate each : added) {
      store.setCertificateEntry("file-" + store.size(), each);
    }
    return managers(store);
  }

  private static TrustManager[] managers(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }
}
