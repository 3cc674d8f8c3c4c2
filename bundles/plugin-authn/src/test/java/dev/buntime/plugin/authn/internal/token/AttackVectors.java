package dev.buntime.plugin.authn.internal.token;

import static dev.buntime.plugin.authn.internal.token.TokenForge.NOW;
import static dev.buntime.plugin.authn.internal.token.TokenForge.encoded;
import static dev.buntime.plugin.authn.internal.token.TokenForge.header;
import static dev.buntime.plugin.authn.internal.token.TokenForge.headerWith;
import static dev.buntime.plugin.authn.internal.token.TokenForge.hmac;
import static dev.buntime.plugin.authn.internal.token.TokenForge.json;
import static dev.buntime.plugin.authn.internal.token.TokenForge.jwk;
import static dev.buntime.plugin.authn.internal.token.TokenForge.rs256;
import static dev.buntime.plugin.authn.internal.token.TokenForge.signed;
import static dev.buntime.plugin.authn.internal.token.TokenForge.unsigned;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Tokens that let nobody in, whoever the provider is. */
final class AttackVectors {
  /** By name; each is made for the issuer of the forge. */
  static final Map<String, Function<TokenForge, String>> ALL = all();

  private AttackVectors() {}

  private static Map<String, Function<TokenForge, String>> all() {
    Map<String, Function<TokenForge, String>> all = new LinkedHashMap<>();
    algorithms(all);
    confusion(all);
    ownKeys(all);
    keyIds(all);
    signatures(all);
    headers(all);
    claims(all);
    times(all);
    forms(all);
    return all;
  }

  private static void algorithms(Map<String, Function<TokenForge, String>> all) {
    for (String none : List.of("none", "None", "NONE", "nOnE", "none ", "", "NoNe\0")) {
      all.put(
          "alg '" + none.replace("\0", "\\0") + "', empty signature",
          forge -> unsigned(headerWith("alg", none), forge.claims(), new byte[0]));
      all.put(
          "alg '" + none.replace("\0", "\\0") + "', good signature",
          forge ->
              signed(
                  headerWith("alg", none), forge.claims(), "RS256", TokenForge.RSA.getPrivate()));
    }
    all.put(
        "alg missing",
        forge -> {
          Map<String, Object> header = header();
          header.remove("alg");
          return rs256(header, forge.claims());
        });
    all.put("alg null", forge -> rs256("{\"alg\":null}", json(forge.claims())));
    all.put("alg a number", forge -> rs256(headerWith("alg", 256), forge.claims()));
    all.put("alg a list", forge -> rs256(headerWith("alg", List.of("RS256")), forge.claims()));
    all.put("alg in lower case", forge -> rs256(headerWith("alg", "rs256"), forge.claims()));
    all.put("alg RS1", forge -> rs256(headerWith("alg", "RS1"), forge.claims()));
    all.put("alg ES256K", forge -> rs256(headerWith("alg", "ES256K"), forge.claims()));
    all.put("alg RS512 that is RS256", forge -> rs256(headerWith("alg", "RS512"), forge.claims()));
    all.put("alg PS256 that is RS256", forge -> rs256(headerWith("alg", "PS256"), forge.claims()));
    all.put(
        "alg ES256 with the id of an RSA key",
        forge ->
            signed(
                headerWith("alg", "ES256"), forge.claims(), "ES256", TokenForge.EC.getPrivate()));
  }

  /** The public key as a secret. */
  private static void confusion(Map<String, Function<TokenForge, String>> all) {
    RSAPublicKey key = (RSAPublicKey) TokenForge.RSA.getPublic();
    String pem = TokenForge.pem(key);
    Map<String, byte[]> secrets = new LinkedHashMap<>();
    secrets.put("PEM", pem.getBytes(StandardCharsets.US_ASCII));
    secrets.put("PEM without its last line break", pem.strip().getBytes(StandardCharsets.US_ASCII));
    secrets.put("DER", key.getEncoded());
    secrets.put("JWK", json(jwk(TokenForge.RSA_ID, key)).getBytes(StandardCharsets.UTF_8));
    secrets.put("JWK set", TokenForge.jwks().getBytes(StandardCharsets.UTF_8));
    secrets.put("modulus", key.getModulus().toByteArray());
    secrets.put("empty", new byte[0]);
    secrets.put("blank", " ".getBytes(StandardCharsets.US_ASCII));
    for (String algorithm : Algorithms.SECRET) {
      secrets.forEach((name, secret) ->
          all.put(
              algorithm + " with the public key as secret: " + name,
              forge -> hmac(headerWith("alg", algorithm), forge.claims(), secret)));
    }
  }

  private static void ownKeys(Map<String, Function<TokenForge, String>> all) {
    Map<String, Object> own = jwk(TokenForge.RSA_ID, TokenForge.OTHER_RSA.getPublic());
    Map<String, Object> brought = new LinkedHashMap<>();
    brought.put("jwk", own);
    brought.put("jku", "http://127.0.0.1:1/keys");
    brought.put("x5u", "http://127.0.0.1:1/chain.pem");
    brought.put("x5c", List.of("MIIB"));
    brought.forEach((member, value) -> {
      all.put(
          member + " and a signature with that key",
          forge ->
              signed(
                  headerWith(member, value),
                  forge.claims(),
                  "RS256",
                  TokenForge.OTHER_RSA.getPrivate()));
      all.put(
          member + " and a good signature",
          forge -> rs256(headerWith(member, value), forge.claims()));
    });
  }

  private static void keyIds(Map<String, Function<TokenForge, String>> all) {
    List<String> ids =
        List.of(
            "../../../../dev/null",
            "/dev/null",
            "C:\\nul",
            "file:///etc/passwd",
            "http://127.0.0.1:1/key",
            "x' UNION SELECT 'secret' -- ",
            "1; DROP TABLE keys",
            "rsa-1\n",
            "\nrsa-1",
            "rsa-1\0",
            "RSA-1",
            "${jndi:ldap://127.0.0.1:1/a}",
            "",
            "k".repeat(300));
    for (String id : ids) {
      String name = id.length() > 40 ? "long" : id.replace("\n", "\\n").replace("\0", "\\0");
      all.put("kid '" + name + "'", forge -> rs256(headerWith("kid", id), forge.claims()));
      all.put(
          "kid '" + name + "', HS256 with an empty secret",
          forge -> {
            Map<String, Object> header = headerWith("kid", id);
            header.put("alg", "HS256");
            return hmac(header, forge.claims(), new byte[0]);
          });
    }
    all.put("kid a number", forge -> rs256(headerWith("kid", 1), forge.claims()));
    all.put("kid null", forge -> rs256("{\"alg\":\"RS256\",\"kid\":null}", json(forge.claims())));
    all.put("kid a list", forge -> rs256(headerWith("kid", List.of("rsa-1")), forge.claims()));
    all.put(
        "kid of a key for something else",
        forge -> rs256(headerWith("kid", "ec-1"), forge.claims()));
  }

  private static void signatures(Map<String, Function<TokenForge, String>> all) {
    all.put("signature empty", forge -> unsigned(header(), forge.claims(), new byte[0]));
    all.put("signature of one zero byte", forge -> unsigned(header(), forge.claims(), new byte[1]));
    all.put("signature of zeros", forge -> unsigned(header(), forge.claims(), new byte[256]));
    all.put(
        "signature 'null'",
        forge -> unsigned(header(), forge.claims(), "null".getBytes(StandardCharsets.US_ASCII)));
    all.put(
        "signature null",
        forge -> forge.good().substring(0, forge.good().lastIndexOf('.')) + ".null");
    all.put("no signature", forge -> forge.good().substring(0, forge.good().lastIndexOf('.')));
    all.put(
        "signature of another key",
        forge -> signed(header(), forge.claims(), "RS256", TokenForge.OTHER_RSA.getPrivate()));
    all.put(
        "signature of another token",
        forge -> {
          String other = forge.signed(forge.with("sub", "eve"));
          String good = forge.good();
          return good.substring(0, good.lastIndexOf('.')) + other.substring(other.lastIndexOf('.'));
        });
    all.put("signature cut", forge -> forge.good().substring(0, forge.good().length() - 8));
    all.put("signature twice as long", forge -> forge.good() + "AAAA".repeat(85));
    BigInteger order = ((ECPublicKey) TokenForge.EC.getPublic()).getParams().getOrder();
    ecdsa(all, "r=s=0", BigInteger.ZERO, BigInteger.ZERO);
    ecdsa(all, "r=0, s=1", BigInteger.ZERO, BigInteger.ONE);
    ecdsa(all, "r=1, s=0", BigInteger.ONE, BigInteger.ZERO);
    ecdsa(all, "r=s=1", BigInteger.ONE, BigInteger.ONE);
    ecdsa(all, "r=s=n", order, order);
    ecdsa(all, "r=n, s=1", order, BigInteger.ONE);
    all.put("ES256 of no bytes", forge -> unsigned(ec(), forge.claims(), new byte[0]));
    all.put("ES256 of 65 bytes", forge -> unsigned(ec(), forge.claims(), new byte[65]));
    all.put(
        "ES256 in DER",
        forge -> unsigned(ec(), forge.claims(), new byte[] {0x30, 6, 2, 1, 0, 2, 1, 0}));
    all.put(
        "EdDSA of zeros",
        forge -> {
          Map<String, Object> header = headerWith("alg", "EdDSA");
          header.put("kid", "ed-1");
          return unsigned(header, forge.claims(), new byte[64]);
        });
  }

  private static Map<String, Object> ec() {
    Map<String, Object> header = headerWith("alg", "ES256");
    header.put("kid", "ec-1");
    return header;
  }

  private static void ecdsa(
      Map<String, Function<TokenForge, String>> all, String name, BigInteger r, BigInteger s) {
    byte[] both = new byte[64];
    copy(r, both, 32);
    copy(s, both, 64);
    all.put("ES256 with " + name, forge -> unsigned(ec(), forge.claims(), both));
  }

  private static void copy(BigInteger number, byte[] into, int end) {
    byte[] bytes = number.toByteArray();
    byte[] bare =
        bytes[0] == 0 && bytes.length > 1 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    System.arraycopy(bare, 0, into, end - bare.length, bare.length);
  }

  private static void headers(Map<String, Function<TokenForge, String>> all) {
    all.put("crit", forge -> rs256(headerWith("crit", List.of("exp")), forge.claims()));
    all.put("crit empty", forge -> rs256(headerWith("crit", List.of()), forge.claims()));
    all.put("b64 false", forge -> rs256(headerWith("b64", false), forge.claims()));
    all.put("zip", forge -> rs256(headerWith("zip", "DEF"), forge.claims()));
    all.put("cty JWT", forge -> rs256(headerWith("cty", "JWT"), forge.claims()));
    for (String type :
        List.of("dpop+jwt", "logout+jwt", "secevent+jwt", "JWE", "", "application/")) {
      all.put("typ '" + type + "'", forge -> rs256(headerWith("typ", type), forge.claims()));
    }
    all.put("typ a number", forge -> rs256(headerWith("typ", 1), forge.claims()));
    all.put(
        "header with a member twice",
        forge ->
            rs256("{\"alg\":\"none\",\"alg\":\"RS256\",\"kid\":\"rsa-1\"}", json(forge.claims())));
    all.put("header a list", forge -> rs256("[\"RS256\"]", json(forge.claims())));
    all.put("header null", forge -> rs256("null", json(forge.claims())));
    all.put(
        "JWE",
        forge ->
            encoded("{\"alg\":\"dir\",\"enc\":\"A128GCM\"}")
                + "..AAAA."
                + encoded(json(forge.claims()))
                + ".AAAA");
    all.put("JWE inside", forge -> rs256(header(), Map.of("jwe", forge.good())));
  }

  private static void claims(Map<String, Function<TokenForge, String>> all) {
    all.put("iss of another", forge -> forge.signed(forge.with("iss", "https://evil.example")));
    all.put("iss missing", forge -> forge.signed(forge.without("iss")));
    all.put("iss empty", forge -> forge.signed(forge.with("iss", "")));
    all.put(
        "iss with a slash behind it",
        forge -> forge.signed(forge.with("iss", forge.claims().get("iss") + "/")));
    all.put(
        "iss in a list",
        forge -> forge.signed(forge.with("iss", List.of(forge.claims().get("iss")))));
    all.put("aud of another", forge -> forge.signed(forge.with("aud", "other")));
    all.put("aud missing", forge -> forge.signed(forge.without("aud")));
    all.put("aud empty", forge -> forge.signed(forge.with("aud", List.of())));
    all.put("aud a number", forge -> forge.signed(forge.with("aud", 1)));
    all.put("aud in upper case", forge -> forge.signed(forge.with("aud", "RUNNER")));
    all.put(
        "aud with a beginning that is right", forge -> forge.signed(forge.with("aud", "runner2")));
    all.put("sub missing", forge -> forge.signed(forge.without("sub")));
    all.put("sub empty", forge -> forge.signed(forge.with("sub", "")));
    all.put("sub blank", forge -> forge.signed(forge.with("sub", " ")));
    all.put("sub a number", forge -> forge.signed(forge.with("sub", 1)));
    all.put("sub with a line break", forge -> forge.signed(forge.with("sub", "ada\nadmin")));
    all.put("sub too long", forge -> forge.signed(forge.with("sub", "a".repeat(256))));
    all.put("a logout token", forge -> forge.signed(forge.with("events", Map.of())));
    all.put(
        "sub twice",
        forge ->
            rs256(json(header()), json(forge.claims()).replaceFirst("\\{", "{\"sub\":\"admin\",")));
    all.put(
        "exp twice",
        forge ->
            rs256(json(header()), json(forge.claims()).replaceFirst("}$", ",\"exp\":9999999999}")));
    all.put(
        "a member twice in an object inside",
        forge ->
            rs256(
                json(header()),
                json(forge.claims())
                    .replaceFirst(
                        "}$", ",\"realm_access\":{\"roles\":[],\"roles\":[\"admin\"]}}")));
    all.put("claims a list", _ -> rs256(json(header()), "[]"));
    all.put("claims null", _ -> rs256(json(header()), "null"));
    all.put("claims a text", _ -> rs256(json(header()), "\"sub\""));
    all.put("claims empty", _ -> rs256(json(header()), "{}"));
    all.put("claims no JSON", _ -> rs256(json(header()), "sub=ada"));
    all.put("JSON behind the claims", forge -> rs256(json(header()), json(forge.claims()) + "{}"));
    all.put(
        "JSON of 10000 lists in one another",
        forge ->
            rs256(
                json(header()),
                json(forge.claims())
                    .replaceFirst("}$", ",\"x\":" + "[".repeat(3000) + "]".repeat(3000) + "}")));
    all.put(
        "JSON of 17 objects in one another",
        forge ->
            rs256(
                json(header()),
                json(forge.claims())
                    .replaceFirst(
                        "}$", ",\"x\":" + "{\"y\":".repeat(17) + "1" + "}".repeat(17) + "}")));
    all.put(
        "a number of 10000 digits",
        forge ->
            rs256(
                json(header()),
                json(forge.claims()).replaceFirst("}$", ",\"x\":1" + "0".repeat(9000) + "}")));
  }

  private static void times(Map<String, Function<TokenForge, String>> all) {
    long now = NOW.getEpochSecond();
    all.put("exp missing", forge -> forge.signed(forge.without("exp")));
    all.put("exp a text", forge -> forge.signed(forge.with("exp", String.valueOf(now + 300))));
    all.put("exp 0", forge -> forge.signed(forge.with("exp", 0)));
    all.put("exp negative", forge -> forge.signed(forge.with("exp", -1)));
    all.put("exp in milliseconds", forge -> forge.signed(forge.with("exp", (now + 300) * 1000)));
    all.put(
        "exp beyond all bounds",
        forge ->
            rs256(
                json(header()), json(forge.without("exp")).replaceFirst("}$", ",\"exp\":1e999}")));
    all.put("exp at the edge of the skew", forge -> forge.signed(forge.with("exp", now - 60)));
    all.put("exp long ago", forge -> forge.signed(forge.with("exp", now - 100_000)));
    all.put("nbf behind the edge of the skew", forge -> forge.signed(forge.with("nbf", now + 61)));
    all.put("nbf a text", forge -> forge.signed(forge.with("nbf", "soon")));
    all.put("iat behind the edge of the skew", forge -> forge.signed(forge.with("iat", now + 61)));
  }

  private static void forms(Map<String, Function<TokenForge, String>> all) {
    all.put("nothing", _ -> "");
    all.put("two dots", _ -> "..");
    all.put("one word", _ -> "token");
    all.put("a dot at the end", forge -> forge.good() + ".");
    all.put("a dot at the begin", forge -> "." + forge.good());
    all.put("blank behind it", forge -> forge.good() + " ");
    all.put("a line break inside", forge -> forge.good().replaceFirst("\\.", ".\n"));
    all.put("padding behind it", forge -> forge.good() + "==");
    all.put("padding in the middle", forge -> forge.good().replaceFirst("\\.", "=."));
    all.put(
        "plain Base64",
        forge -> {
          String good = forge.good();
          int dot = good.lastIndexOf('.');
          return good.substring(0, dot)
              + good.substring(dot).replace('-', '+').replace('_', '/')
              + "+";
        });
    all.put(
        "bits behind the end",
        forge -> {
          // 256 bytes leave two bits of the last character unused: another one means the same.
          String good = forge.good();
          char last = good.charAt(good.length() - 1);
          return good.substring(0, good.length() - 1) + (char) (last + 1);
        });
    all.put("longer than 16 KiB", forge -> forge.signed(forge.with("x", "x".repeat(16 * 1024))));
    all.put(
        "a byte that is no UTF-8",
        forge -> {
          String claims = encoded(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'});
          return forge.good().replaceFirst("\\..*\\.", "." + claims + ".");
        });
    all.put("a byte order mark", forge -> rs256("\uFEFF" + json(header()), json(forge.claims())));
  }
}
