package dev.buntime.plugin.authn.internal.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes tokens of all kinds by hand, those too that no library makes. */
public final class TokenForge {
  public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  public static final String AUDIENCE = "runner";
  public static final String RSA_ID = "rsa-1";

  private static final ObjectMapper JSON = new ObjectMapper();

  public static final KeyPair RSA = pair("RSA");
  public static final KeyPair OTHER_RSA = pair("RSA");
  public static final KeyPair EC = pair("EC");
  public static final KeyPair ED = pair("Ed25519");

  private final String issuer;

  /** Of this issuer. */
  public TokenForge(String issuer) {
    this.issuer = issuer;
  }

  private static KeyPair pair(String kind) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
      if (kind.equals("RSA")) {
        generator.initialize(2048);
      } else if (kind.equals("EC")) {
        generator.initialize(new ECGenParameterSpec("secp256r1"));
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Header of a good token. */
  public static Map<String, Object> header() {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("alg", "RS256");
    header.put("typ", "JWT");
    header.put("kid", RSA_ID);
    return header;
  }

  /** Claims of a good token, of Keycloak and of others. */
  public Map<String, Object> claims() {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", issuer);
    claims.put("sub", "ada");
    claims.put("aud", List.of("account", AUDIENCE));
    claims.put("exp", NOW.getEpochSecond() + 300);
    claims.put("nbf", NOW.getEpochSecond());
    claims.put("iat", NOW.getEpochSecond());
    claims.put("typ", "Bearer");
    claims.put("azp", "spa");
    claims.put("preferred_username", "Ada");
    return claims;
  }

  /** A good token. */
  public String good() {
    return rs256(header(), claims());
  }

  /** Claims of a good token, with one that is different. */
  public Map<String, Object> with(String claim, Object value) {
    Map<String, Object> claims = claims();
    claims.put(claim, value);
    return claims;
  }

  /** Claims of a good token, without one. */
  public Map<String, Object> without(String claim) {
    Map<String, Object> claims = claims();
    claims.remove(claim);
    return claims;
  }

  /** Header of a good token, with a member that is different. */
  public static Map<String, Object> headerWith(String member, Object value) {
    Map<String, Object> header = header();
    header.put(member, value);
    return header;
  }

  /** A token of these claims, signed as it should be. */
  public String signed(Map<String, Object> claims) {
    return rs256(header(), claims);
  }

  public static String rs256(Map<String, Object> header, Map<String, Object> claims) {
    return rs256(json(header), json(claims));
  }

  /** Signed as it should be, of texts that need not be JSON. */
  public static String rs256(String header, String claims) {
    return signed(header, claims, signer("RS256", RSA.getPrivate()));
  }

  /** Signed with an algorithm of key pairs, whatever the header says. */
  public static String signed(
      Map<String, Object> header, Map<String, Object> claims, String algorithm, PrivateKey key) {
    return signed(json(header), json(claims), signer(algorithm, key));
  }

  /** Signed with a shared secret. */
  public static String hmac(Map<String, Object> header, Map<String, Object> claims, byte[] secret) {
    return signed(
        json(header),
        json(claims),
        input -> {
          String name =
              switch (String.valueOf(header.get("alg"))) {
                case "HS384" -> "HmacSHA384";
                case "HS512" -> "HmacSHA512";
                default -> "HmacSHA256";
              };
          Mac mac = Mac.getInstance(name);
          mac.init(new SecretKeySpec(secret.length == 0 ? new byte[1] : secret, name));
          return mac.doFinal(input);
        });
  }

  /** With this signature. */
  public static String unsigned(
      Map<String, Object> header, Map<String, Object> claims, byte[] signature) {
    return signed(json(header), json(claims), _ -> signature);
  }

  private static String signed(String header, String claims, Signer signer) {
    String input = encoded(header) + "." + encoded(claims);
    try {
      return input + "." + encoded(signer.sign(input.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Signer signer(String algorithm, PrivateKey key) {
    return input -> {
      String bits = algorithm.replaceAll("\\D", "");
      Signature signature =
          switch (algorithm.substring(0, 2)) {
            case "RS" -> Signature.getInstance("SHA" + bits + "withRSA");
            case "PS" -> pss(bits);
            case "ES" -> Signature.getInstance("SHA" + bits + "withECDSAinP1363Format");
            default -> Signature.getInstance("Ed25519");
          };
      signature.initSign(key);
      signature.update(input);
      return signature.sign();
    };
  }

  private static Signature pss(String bits) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("RSASSA-PSS");
    signature.setParameter(
        new PSSParameterSpec(
            "SHA-" + bits,
            "MGF1",
            new MGF1ParameterSpec("SHA-" + bits),
            Integer.parseInt(bits) / 8,
            1));
    return signature;
  }

  /** Text in Base64url. */
  public static String encoded(String text) {
    return encoded(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Bytes in Base64url. */
  public static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Maps and lists as JSON. */
  public static String json(Object tree) {
    try {
      return JSON.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The key as PEM. */
  public static String pem(PublicKey key) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  /** The key as the members of a JWK. */
  public static Map<String, Object> jwk(String id, PublicKey key) {
    Map<String, Object> jwk = new LinkedHashMap<>();
    switch (key) {
      case RSAPublicKey rsa -> {
        jwk.put("kty", "RSA");
        jwk.put("n", encoded(unsigned(rsa.getModulus(), 0)));
        jwk.put("e", encoded(unsigned(rsa.getPublicExponent(), 0)));
      }
      case ECPublicKey ec -> {
        jwk.put("kty", "EC");
        jwk.put("crv", "P-256");
        jwk.put("x", encoded(unsigned(ec.getW().getAffineX(), 32)));
        jwk.put("y", encoded(unsigned(ec.getW().getAffineY(), 32)));
      }
      case EdECPublicKey ed -> {
        byte[] encoded = ed.getEncoded();
        jwk.put("kty", "OKP");
        jwk.put("crv", "Ed25519");
        jwk.put("x", encoded(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)));
      }
      default -> throw new IllegalArgumentException(key.getAlgorithm());
    }
    jwk.put("kid", id);
    jwk.put("use", "sig");
    return jwk;
  }

  private static byte[] unsigned(BigInteger number, int length) {
    byte[] bytes = number.toByteArray();
    byte[] bare = bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    byte[] padded = new byte[Math.max(length, bare.length)];
    System.arraycopy(bare, 0, padded, padded.length - bare.length, bare.length);
    return padded;
  }

  /** All public keys that good tokens may be signed with. */
  public static String jwks() {
    return json(
        Map.of(
            "keys",
            List.of(
                jwk(RSA_ID, RSA.getPublic()),
                jwk("ec-1", EC.getPublic()),
                jwk("ed-1", ED.getPublic()))));
  }

  /** Makes a signature. */
  @FunctionalInterface
  private interface Signer {
    byte[] sign(byte[] input) throws GeneralSecurityException;
  }
}
