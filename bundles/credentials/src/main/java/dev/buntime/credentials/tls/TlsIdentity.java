package dev.buntime.credentials.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who the server is to its clients: private keys and their certificates. Not thread-safe. */
public final class TlsIdentity {
  /** The store never leaves the memory; its interface wants a password all the same. */
  private static final String NO_SECRET = "in memory";

  private final KeyStore store;
  private final List<X509Certificate> own = new ArrayList<>();

  TlsIdentity() {
    try {
      store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no PKCS#12 keystore", e);
    }
  }

  void add(String name, PrivateKey key, List<X509Certificate> chain) {
    try {
      store.setKeyEntry(name, key, NO_SECRET.toCharArray(), chain.toArray(Certificate[]::new));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key does not go into a keystore", e);
    }
    own.add(chain.getFirst());
  }

  boolean isEmpty() {
    return own.isEmpty();
  }

  /** A keystore in memory with all keys; {@link #password} opens it and them. */
  public KeyStore keystore() {
    return store;
  }

  /** The password of {@link #keystore}; no secret. */
  public String password() {
    return NO_SECRET;
  }

  /** The server's own certificates; at least one. */
  public List<X509Certificate> certificates() {
    return List.copyOf(own);
  }

  /**
   * What is wrong with the time of a certificate.
   *
   * @param now the time
   * @param soon until when they should be good at least
   * @return null if nothing is
   */
  public @Nullable String objection(Instant now, Instant soon) {
    for (X509Certificate each : own) {
      String name = each.getSubjectX500Principal().getName();
      Instant end = each.getNotAfter().toInstant();
      if (now.isBefore(each.getNotBefore().toInstant())) {
        return "the certificate of %s is good from %s only"
            .formatted(name, each.getNotBefore().toInstant());
      }
      if (end.isBefore(now)) {
        return "the certificate of %s was good until %s".formatted(name, end);
      }
      if (end.isBefore(soon)) {
        return "the certificate of %s is good until %s only".formatted(name, end);
      }
    }
    return null;
  }
}
