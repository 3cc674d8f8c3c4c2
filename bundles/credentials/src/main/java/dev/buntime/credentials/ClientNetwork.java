package dev.buntime.credentials;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;

/**
 * What counts as one address: an IPv4 address, or the first 64 bits of an IPv6 address, since
 * whoever has one of those has all that begin with them (RFC 6177).
 */
final class ClientNetwork {
  private static final int PREFIX_BYTES = 8;
  private static final int LONGEST = 64;

  private ClientNetwork() {}

  /**
   * The name of it.
   *
   * @param address as a servlet container gives it, in brackets or with a zone too; any other text
   *     stands for itself
   */
  static String of(String address) {
    String literal = address.replaceFirst("^\\[(.*)]$", "$1").replaceFirst("%.*$", "");
    try {
      InetAddress parsed = InetAddress.ofLiteral(literal);
      return parsed instanceof Inet6Address
          ? HexFormat.ofDelimiter(":").formatHex(parsed.getAddress(), 0, PREFIX_BYTES) + "/64"
          : parsed.getHostAddress();
    } catch (IllegalArgumentException _) {
      return literal.substring(0, Math.min(LONGEST, literal.length())); // it is only a key
    }
  }
}
