package dev.buntime.plugin.authz.internal.attributes;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of IP addresses, {@code 10.0.0.0/8} or {@code 2001:db8::/32} (RFC 4632, RFC 4291), or one
 * address. No name is ever looked up.
 *
 * @param bits of the addresses: 32 or 128
 * @param first bits that all addresses begin with, as a number
 * @param length how many those are
 */
public record AddressRange(int bits, BigInteger first, int length) {
  private static final Pattern RANGE = Pattern.compile("([^/]+)(?:/(\\d{1,3}))?");

  /** The range that a text says; empty if it says none, or one with bits behind its length. */
  public static Optional<AddressRange> of(String text) {
    Matcher matcher = RANGE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Optional<byte[]> address = bytes(matcher.group(1));
    if (address.isEmpty()) {
      return Optional.empty();
    }
    int bits = address.get().length * Byte.SIZE;
    int length = matcher.group(2) == null ? bits : Integer.parseInt(matcher.group(2));
    BigInteger number = new BigInteger(1, address.get());
    if (length > bits || (number.signum() != 0 && number.getLowestSetBit() < bits - length)) {
      return Optional.empty();
    }
    return Optional.of(new AddressRange(bits, number.shiftRight(bits - length), length));
  }

  /** Whether an address is in it; what is no address is not. */
  public boolean contains(String address) {
    return bytes(address)
        .filter(bytes -> bytes.length * Byte.SIZE == bits)
        .map(bytes -> new BigInteger(1, bytes).shiftRight(bits - length).equals(first))
        .orElse(false);
  }

  private static Optional<byte[]> bytes(String address) {
    try {
      return Optional.of(InetAddress.ofLiteral(address).getAddress());
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
