package dev.buntime.pipeline.internal.port;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * The header fields in which proxies say whom they ask for.
 *
 * <p>A proxy appends to what its client has sent, often on the same line. So nothing that the
 * client sends may change how the rest of the line is read: lists of {@code X-Forwarded-For} are
 * split at each comma, and {@code Forwarded} counts only if it is well-formed from its begin to its
 * end.
 */
final class ForwardedFields {
  private static final String PREFIX = "x-forwarded-";
  private static final String PROXIED_HTTPS = "x-proxied-https";

  private ForwardedFields() {}

  /** Whether there is one. */
  static boolean areIn(HttpFields fields) {
    for (HttpField field : fields) {
      if (isOne(field)) {
        return true;
      }
    }
    return false;
  }

  /** Some programs read {@code _} in the name of a field like {@code -}. */
  private static boolean isOne(HttpField field) {
    return field.getHeader() == HttpHeader.FORWARDED || isOfTheOtherKind(field);
  }

  private static boolean isOfTheOtherKind(HttpField field) {
    String name = field.getLowerCaseName();
    if (!name.startsWith("x")) {
      return false; // as nearly always
    }
    String plain = name.replace('_', '-');
    return plain.startsWith(PREFIX) || plain.equals(PROXIED_HTTPS);
  }

  /** The fields without them. */
  static HttpFields without(HttpFields fields) {
    HttpFields.Mutable changed = HttpFields.build();
    for (HttpField field : fields) {
      if (!isOne(field)) {
        changed.add(field);
      }
    }
    return changed.asImmutable();
  }

  /**
   * The fields as they may be believed: of the addresses, those from the client on. If both kinds
   * are there, {@code X-Forwarded-*} count, because a proxy that writes those lets the other pass.
   * What does not say an address is left out: then the proxy itself is the client.
   *
   * @param trusted whether an address is that of a proxy which is believed
   */
  static HttpFields believed(HttpFields fields, Predicate<InetAddress> trusted) {
    HttpFields.Mutable changed = HttpFields.build();
    boolean hasOther = false;
    for (HttpField field : fields) {
      hasOther |= isOfTheOtherKind(field);
      if (field.getHeader() != HttpHeader.FORWARDED
          && field.getHeader() != HttpHeader.X_FORWARDED_FOR) {
        changed.add(field);
      }
    }
    String addresses = hasOther ? addresses(fields, trusted) : null;
    if (addresses != null) {
      changed.put(HttpHeader.X_FORWARDED_FOR, addresses);
    }
    String elements = hasOther ? null : elements(fields, trusted);
    if (elements != null) {
      changed.put(HttpHeader.FORWARDED, elements);
    }
    return changed.asImmutable();
  }

  private static @Nullable String addresses(HttpFields fields, Predicate<InetAddress> trusted) {
    List<String> all = new ArrayList<>();
    for (String line : fields.getValuesList(HttpHeader.X_FORWARDED_FOR)) {
      all.addAll(List.of(line.split(",", -1)));
    }
    List<String> chain = new ArrayList<>();
    for (int i = all.size() - 1; i >= 0; i--) {
      InetAddress address = Node.address(all.get(i).strip());
      if (address == null) {
        return null; // whoever added that did not say whom it asks for
      }
      chain.addFirst(Node.text(address));
      if (!trusted.test(address)) {
        break; // the client
      }
    }
    return chain.isEmpty() ? null : String.join(", ", chain);
  }

  private static @Nullable String elements(HttpFields fields, Predicate<InetAddress> trusted) {
    List<ForwardedElement> all = new ArrayList<>();
    for (String line : fields.getValuesList(HttpHeader.FORWARDED)) {
      List<ForwardedElement> found = ForwardedElement.parse(line);
      if (found == null) {
        return null; // all of it may be the client's
      }
      all.addAll(found);
    }
    List<String> chain = new ArrayList<>();
    for (int i = all.size() - 1; i >= 0; i--) {
      InetAddress address = Node.address(all.get(i).pairs().getOrDefault("for", ""));
      if (address == null) {
        return null;
      }
      chain.addFirst(all.get(i).text());
      if (!trusted.test(address)) {
        break;
      }
    }
    return chain.isEmpty() ? null : String.join(", ", chain);
  }

  /** An address, with a port or without, as proxies write it. */
  static final class Node {
    private Node() {}

    /** The address; null if it is none, but a name, {@code unknown} or nothing. */
    static @Nullable InetAddress address(String node) {
      String host = node;
      if (node.startsWith("[")) {
        int end = node.indexOf(']');
        if (end < 0) {
          return null;
        }
        host = node.substring(1, end);
      } else if (node.indexOf(':') >= 0 && node.indexOf(':') == node.lastIndexOf(':')) {
        host = node.substring(0, node.indexOf(':'));
      }
      try {
        return host.isEmpty() ? null : InetAddress.ofLiteral(host);
      } catch (IllegalArgumentException _) {
        return null;
      }
    }

    /** The address as it is written in both fields. */
    static String text(InetAddress address) {
      String plain = address.getHostAddress();
      return plain.indexOf(':') < 0 ? plain : ("[" + plain + "]").toLowerCase(Locale.ROOT);
    }
  }
}
