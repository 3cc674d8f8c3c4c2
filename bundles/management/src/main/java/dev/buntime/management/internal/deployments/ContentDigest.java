package dev.buntime.management.internal.deployments;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 that a client says an artifact has: {@code Repr-Digest} or {@code Content-Digest}
 * (RFC 9530), or {@code Digest} (RFC 3230), which it replaces.
 *
 * @param field the header field that says so
 * @param sha256 in lower-case hex
 */
record ContentDigest(String field, String sha256) {
  private static final int BAD_REQUEST = 400;
  private static final int BYTES = 32;
  private static final String ALGORITHM = "sha-256=";
  private static final List<String> FIELDS = List.of("Repr-Digest", "Content-Digest", "Digest");

  /**
   * Reads the header.
   *
   * @return the digest, null if none is given
   * @throws RefusedRequestException if there is one without a SHA-256, or it is malformed
   */
  static @Nullable ContentDigest of(HttpServletRequest request) throws RefusedRequestException {
    for (String field : FIELDS) {
      String value = request.getHeader(field);
      if (value != null) {
        return new ContentDigest(field, read(field, value));
      }
    }
    return null;
  }

  private static String read(String field, String value) throws RefusedRequestException {
    Optional<String> found =
        Arrays.stream(value.split(","))
            .map(String::strip)
            .filter(each -> each.toLowerCase(Locale.ROOT).startsWith(ALGORITHM))
            .map(each -> each.substring(ALGORITHM.length()).replaceFirst("^:(.*):$", "$1"))
            .findFirst();
    try {
      byte[] bytes = Base64.getDecoder().decode(found.orElse(""));
      if (bytes.length == BYTES) {
        return HexFormat.of().formatHex(bytes);
      }
    } catch (IllegalArgumentException _) {
      // It is refused below.
    }
    throw new RefusedRequestException(
        BAD_REQUEST,
        "The header field %s has no SHA-256 of 32 bytes in Base64. Write it like sha-256=:<Base64>:"
                .formatted(field)
            + ", or leave the field out.");
  }

  /**
   * Compares.
   *
   * @param arrived SHA-256 of what has arrived, in lower-case hex
   * @throws RefusedRequestException if what has arrived is something else
   */
  void check(String arrived) throws RefusedRequestException {
    if (!sha256.equals(arrived)) {
      throw new RefusedRequestException(
          BAD_REQUEST,
          "The artifact has the SHA-256 %s, but %s says %s. It was changed on the way; send it again."
              .formatted(arrived, field, sha256));
    }
  }
}
