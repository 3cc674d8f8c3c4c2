package dev.buntime.pipeline.internal.port;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.QuotedCSV;
import org.eclipse.jetty.util.HostPort;

/** The header fields in which proxies say whom they ask for. */
final class ForwardedFields {
  private static final String PREFIX = "x-forwarded-";
  private static final String FOR = "for=";

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

  private static boolean isOne(HttpField field) {
    return field.getHeader() == HttpHeader.FORWARDED
        || field.getLowerCaseName().startsWith(PREFIX)
        || field.getLowerCaseName().equals("x-proxied-https");
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
   *
   * @param trusted whether an address is that of a proxy which is believed
   */
  static HttpFields believed(HttpFields fields, Predicate<InetAddress> trusted) {
    HttpFields.Mutable changed = HttpFields.build(fields);
    if (fields.contains(HttpHeader.X_FORWARDED_FOR)) {
      changed.remove(HttpHeader.FORWARDED);
      changed.put(
          HttpHeader.X_FORWARDED_FOR,
          fromClient(fields.getCSV(HttpHeader.X_FORWARDED_FOR, false), trusted));
    } else if (fields.contains(HttpHeader.FORWARDED)) {
      changed.put(
          HttpHeader.FORWARDED, fromClient(fields.getCSV(HttpHeader.FORWARDED, true), trusted));
    }
    return changed.asImmutable();
  }

  private static String fromClient(List<String> elements, Predicate<InetAddress> trusted) {
    int client = Math.max(elements.size() - 1, 0);
    while (client > 0 && isTrusted(elements.get(client), trusted)) {
      client--;
    }
    return String.join(", ", elements.subList(Math.min(client, elements.size()), elements.size()));
  }

  private static boolean isTrusted(String element, Predicate<InetAddress> trusted) {
    String node = element;
    for (String pair : element.split(";", -1)) {
      String trimmed = pair.strip();
      if (trimmed.toLowerCase(Locale.ROOT).startsWith(FOR)) {
        node = QuotedCSV.unquote(trimmed.substring(FOR.length()).strip());
      }
    }
    try {
      String host = new HostPort(node).getHost();
      return trusted.test(
          InetAddress.ofLiteral(
              host.startsWith("[") ? host.substring(1, host.length() - 1) : host));
    } catch (IllegalArgumentException _) {
      return false; // "unknown", or a name: nobody who is trusted
    }
  }
}
