package dev.buntime.deployer.internal.archives;

import dev.buntime.jsonc.Printable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.osgi.framework.Constants;

/**
 * Checks the manifest of an artifact: all who read it find the same headers in it, and what they
 * show of it is harmless.
 */
final class ManifestCheck {
  /** Names are in logs, in addresses and in names of threads. */
  private static final int MAX_NAME = 256;

  private static final Pattern SYMBOLIC_NAME = Pattern.compile("[A-Za-z0-9._-]+");
  private static final List<String> NAMES =
      List.of(Constants.BUNDLE_SYMBOLICNAME, Constants.BUNDLE_VERSION, "App-Name", "App-Version");

  private ManifestCheck() {}

  /** Checks a manifest, and returns the headers of its main section. */
  static Attributes check(byte[] manifest) throws RefusedArchiveException {
    refuseControls(manifest);
    refuseTwins(manifest);
    Attributes headers = parse(manifest);
    for (Map.Entry<Object, Object> header : headers.entrySet()) {
      String value = String.valueOf(header.getValue()).replace('\t', ' ');
      if (!Printable.of(value).equals(value)) {
        throw refused(
            "header %s has a character that does not show: %s"
                .formatted(header.getKey(), Quoted.of(value)));
      }
    }
    checkNames(headers);
    for (String path : classPath(headers)) {
      if (EntryNames.leadsOut(path)) {
        throw refused(
            "header %s has %s, which leads out of the artifact"
                .formatted(Constants.BUNDLE_CLASSPATH, Quoted.of(path)));
      }
    }
    return headers;
  }

  /** The parser of Java ends a line at a lone carriage return, others do not. */
  private static void refuseControls(byte[] manifest) throws RefusedArchiveException {
    for (int i = 0; i < manifest.length; i++) {
      byte each = manifest[i];
      boolean control = (each >= 0 && each < ' ') || each == 0x7f;
      boolean fine =
          each == '\n' || each == '\t' || (each == '\r' && isFollowedByLineFeed(manifest, i));
      if (control && !fine) {
        throw refused("it has the control character \\u%04x at byte %d".formatted(each, i));
      }
    }
  }

  private static boolean isFollowedByLineFeed(byte[] manifest, int i) {
    return i + 1 < manifest.length && manifest[i + 1] == '\n';
  }

  /** Of two headers of one name the parsers take one or the other. */
  private static void refuseTwins(byte[] manifest) throws RefusedArchiveException {
    Set<String> names = new HashSet<>();
    String text = new String(manifest, StandardCharsets.ISO_8859_1);
    for (String line :
        (Iterable<String>) text.lines().takeWhile(each -> !each.isEmpty())::iterator) {
      int colon = line.indexOf(':');
      if (!line.startsWith(" ")
          && colon > 0
          && !names.add(line.substring(0, colon).toLowerCase(Locale.ROOT))) {
        throw refused("it has header %s twice".formatted(Quoted.of(line.substring(0, colon))));
      }
    }
  }

  private static Attributes parse(byte[] manifest) throws RefusedArchiveException {
    try {
      return new Manifest(new ByteArrayInputStream(manifest)).getMainAttributes();
    } catch (IOException e) {
      throw refused("it is malformed, " + Quoted.of(String.valueOf(e.getMessage())));
    }
  }

  private static void checkNames(Attributes headers) throws RefusedArchiveException {
    for (String header : NAMES) {
      String name = nameIn(headers, header);
      if (name.length() > MAX_NAME) {
        throw refused(
            "header %s is %s; allowed are %d characters"
                .formatted(header, Quoted.of(name), MAX_NAME));
      }
    }
    String name = nameIn(headers, Constants.BUNDLE_SYMBOLICNAME);
    if (!name.isEmpty() && !SYMBOLIC_NAME.matcher(name).matches()) {
      throw refused(
          "header %s is %s; it may have letters, digits and . _ -"
              .formatted(Constants.BUNDLE_SYMBOLICNAME, Quoted.of(name)));
    }
  }

  private static String nameIn(Attributes headers, String header) {
    String value = Objects.requireNonNullElse(headers.getValue(header), "");
    return value.split(";", 2)[0].strip();
  }

  /** The paths on the bundle's class path. */
  static Set<String> classPath(Attributes headers) {
    String value = Objects.requireNonNullElse(headers.getValue(Constants.BUNDLE_CLASSPATH), "");
    return Arrays.stream(value.split("[,;]"))
        .map(path -> path.replace('"', ' ').strip())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static RefusedArchiveException refused(String what) {
    return new RefusedArchiveException(
        "%s: %s; build the jar again".formatted(ArchiveEntry.MANIFEST, what));
  }
}
