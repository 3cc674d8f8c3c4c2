package dev.buntime.plugin.authn.internal.token;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells keys and certificates in DER by how their parts are put together. */
final class DerKey {
  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int OBJECT_ID = 0x06;
  private static final int SEQUENCE = 0x30;
  private static final int TAGGED_0 = 0xa0;

  /** No RSA key has a shorter modulus; numbers of signatures are shorter. */
  private static final int SHORTEST_MODULUS = 64;

  private static final int MOST_PARTS = 16;

  private DerKey() {}

  /**
   * Whether it is one sequence and no more with the parts of a public key (SubjectPublicKeyInfo,
   * PKCS #1), a private key (PKCS #8, encrypted or not, PKCS #1, SEC 1), a certificate or a request
   * for one, or certificates together (PKCS #7, PKCS #12).
   */
  static boolean isOne(byte[] der) {
    List<Part> whole = parts(ByteBuffer.wrap(der)).orElse(List.of());
    if (whole.size() != 1 || whole.getFirst().tag() != SEQUENCE) {
      return false;
    }
    List<Part> parts = parts(whole.getFirst().content()).orElse(List.of());
    return parts.size() >= 2 && isKey(parts);
  }

  private static boolean isKey(List<Part> parts) {
    Part first = parts.get(0);
    Part second = parts.get(1);
    return switch (first.tag()) {
      case SEQUENCE ->
          first.isAlgorithm()
              ? second.tag() == BIT_STRING || second.tag() == OCTET_STRING
              : isSigned(parts);
      case INTEGER -> second.isAlgorithm() || areNumbers(parts) || isOfSec1(first, second);
      case OBJECT_ID -> second.tag() == TAGGED_0 && parts(second.content()).isPresent();
      default -> false;
    };
  }

  /** What is signed, how, and the signature. */
  private static boolean isSigned(List<Part> parts) {
    return parts.size() == 3
        && parts(parts.get(0).content()).isPresent()
        && parts.get(1).isAlgorithm()
        && parts.get(2).tag() == BIT_STRING;
  }

  private static boolean areNumbers(List<Part> parts) {
    return parts.stream().allMatch(part -> part.tag() == INTEGER)
        && parts.stream().anyMatch(part -> part.content().remaining() >= SHORTEST_MODULUS);
  }

  private static boolean isOfSec1(Part version, Part key) {
    return version.content().equals(ByteBuffer.wrap(new byte[] {1})) && key.tag() == OCTET_STRING;
  }

  /** What is in there, one behind the other; empty if that is no DER, or too much. */
  private static Optional<List<Part>> parts(ByteBuffer content) {
    ByteBuffer rest = content.duplicate();
    List<Part> parts = new ArrayList<>();
    try {
      while (rest.hasRemaining() && parts.size() < MOST_PARTS) {
        parts.add(Part.read(rest));
      }
    } catch (BufferUnderflowException _) {
      return Optional.empty();
    }
    return rest.hasRemaining() ? Optional.empty() : Optional.of(parts);
  }

  /**
   * One part.
   *
   * @param content without the tag and the length
   */
  private record Part(int tag, ByteBuffer content) {

    /**
     * Takes the next one out of a buffer.
     *
     * @throws BufferUnderflowException if it is not whole, or has a length that DER does not have
     */
    static Part read(ByteBuffer from) {
      int tag = from.get() & 0xff;
      int length = length(from);
      if (length > from.remaining()) {
        throw new BufferUnderflowException();
      }
      ByteBuffer content = from.slice(from.position(), length);
      from.position(from.position() + length);
      return new Part(tag, content);
    }

    private static int length(ByteBuffer from) {
      int first = from.get();
      if (first >= 0) {
        return first;
      }
      int bytes = first & 0x7f;
      if (bytes == 0 || bytes > 3) {
        throw new BufferUnderflowException(); // without an end, or longer than all that is checked
      }
      int length = 0;
      for (int i = 0; i < bytes; i++) {
        length = (length << 8) | (from.get() & 0xff);
      }
      return length;
    }

    /** Whether it begins with an object identifier, as what names an algorithm does. */
    boolean isAlgorithm() {
      return tag == SEQUENCE
          && parts(content)
              .filter(inside -> !inside.isEmpty() && inside.getFirst().tag() == OBJECT_ID)
              .isPresent();
    }
  }
}
