package dev.buntime.plugin.authn.internal.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Public keys of a JWK set (RFC 7517), as far as signatures can be checked with them. Immutable.
 */
final class KeySet {
  private static final Logger log = LoggerFactory.getLogger(KeySet.class);
  private static final int MOST_KEYS = 100;
  private static final int ED25519_BYTES = 32;

  /** What comes before the 32 bytes of an Ed25519 key in its X.509 form (RFC 8410). */
  private static final String ED25519_PREFIX = "302a300506032b6570032100";

  private final List<VerificationKey> keys;

  private KeySet(List<VerificationKey> keys) {
    this.keys = List.copyOf(keys);
  }

  /** These keys. */
  static KeySet of(List<VerificationKey> keys) {
    return new KeySet(keys);
  }

  /**
   * Reads a set or one key. Keys that are for something else are left out.
   *
   * @throws InvalidTokenException if the text is neither; the message says what is wrong
   */
  static KeySet parse(String json) throws InvalidTokenException {
    Map<String, Object> members = StrictJson.object(json);
    if (!members.containsKey("keys")) {
      return new KeySet(List.of(required(members)));
    }
    if (!(members.get("keys") instanceof List<?> list) || list.size() > MOST_KEYS) {
      throw new InvalidTokenException("keys is not a list of at most " + MOST_KEYS);
    }
    List<VerificationKey> keys = new ArrayList<>();
    for (Object each : list) {
      if (each instanceof Map<?, ?> key) {
        usable(members(key)).ifPresent(keys::add);
      }
    }
    return new KeySet(keys);
  }

  private static Map<String, Object> members(Map<?, ?> map) {
    Map<String, Object> members = new java.util.LinkedHashMap<>();
    map.forEach((name, value) -> members.put(String.valueOf(name), value));
    return members;
  }

  private static Optional<VerificationKey> usable(Map<String, Object> members) {
    try {
      return Optional.of(required(members));
    } catch (InvalidTokenException e) {
      log.debug("a key of a set is left out: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private static VerificationKey required(Map<String, Object> members)
      throws InvalidTokenException {
    try {
      JWK jwk = JWK.parse(members);
      if (!isForSignatures(jwk)) {
        throw new InvalidTokenException("the key is not for signatures (use, key_ops)");
      }
      VerificationKey key =
          VerificationKey.of(Objects.requireNonNullElse(jwk.getKeyID(), ""), publicKey(jwk));
      return jwk.getAlgorithm() == null ? key : key.only(jwk.getAlgorithm().getName());
    } catch (ParseException | JOSEException | GeneralSecurityException e) {
      throw new InvalidTokenException("the key is no JWK that can be used", e);
    } catch (IllegalArgumentException e) {
      throw new InvalidTokenException("the key cannot be used: " + e.getMessage(), e);
    }
  }

  private static boolean isForSignatures(JWK jwk) {
    KeyUse use = jwk.getKeyUse();
    Set<KeyOperation> operations = jwk.getKeyOperations();
    return (use == null || use.equals(KeyUse.SIGNATURE))
        && (operations == null || operations.contains(KeyOperation.VERIFY));
  }

  private static Key publicKey(JWK jwk) throws JOSEException, GeneralSecurityException {
    return switch (jwk.getKeyType().getValue()) {
      case "RSA" -> jwk.toRSAKey().toRSAPublicKey();
      case "EC" -> jwk.toECKey().toECPublicKey();
      case "OKP" -> ed25519(jwk.toOctetKeyPair());
      default -> throw new IllegalArgumentException("it is not public (kty)");
    };
  }

  private static Key ed25519(OctetKeyPair pair) throws GeneralSecurityException {
    byte[] point = pair.getDecodedX();
    if (!pair.getCurve().getName().equals("Ed25519") || point.length != ED25519_BYTES) {
      throw new IllegalArgumentException("its curve is not Ed25519");
    }
    String encoded = ED25519_PREFIX + HexFormat.of().formatHex(point);
    return KeyFactory.getInstance("Ed25519")
        .generatePublic(new X509EncodedKeySpec(HexFormat.of().parseHex(encoded)));
  }

  /** The keys, none twice with one id. */
  List<VerificationKey> keys() {
    return keys;
  }

  /**
   * The key with this id; without an id the only one that fits.
   *
   * @param keyId empty if the token names none
   */
  Optional<VerificationKey> find(String keyId, String algorithm) {
    List<VerificationKey> fitting =
        keys.stream()
            .filter(key -> key.algorithms().contains(algorithm))
            .filter(key -> keyId.isEmpty() || key.id().equals(keyId))
            .toList();
    return fitting.size() == 1 ? Optional.of(fitting.getFirst()) : Optional.empty();
  }
}
