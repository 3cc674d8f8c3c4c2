package dev.buntime.management.internal.deployments;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The files and folders of an archive; folders need no entry of their own. */
record ArchiveListing(ZipFile zip) {
  private static final String FOLDER = "isDirectory";

  /**
   * A file.
   *
   * @param path in the archive
   */
  Optional<ZipEntry> file(String path) {
    return Optional.ofNullable(zip.getEntry(path)).filter(each -> !each.isDirectory());
  }

  /**
   * What is in a folder, as it is written in JSON: folders first, then by name. Empty if there is
   * no such folder.
   *
   * @param path in the archive, with or without a slash at its end; empty for the root
   */
  Optional<List<Map<String, Object>>> folder(String path) {
    String prefix = path.isEmpty() || path.endsWith("/") ? path : path + "/";
    Map<String, Map<String, Object>> children = new TreeMap<>();
    boolean found = prefix.isEmpty();
    for (ZipEntry entry : Collections.list(zip.entries())) {
      if (entry.getName().startsWith(prefix)) {
        found = true;
        add(entry, prefix, children);
      }
    }
    return found
        ? Optional.of(
            children.values().stream()
                .sorted(Comparator.comparing(each -> !Boolean.TRUE.equals(each.get(FOLDER))))
                .toList())
        : Optional.empty();
  }

  /**
   * The files in a folder and below, sorted by path. Empty if there is no such folder.
   *
   * @param path in the archive, with or without a slash at its end; empty for the root
   */
  List<ZipEntry> below(String path) {
    String prefix = path.isEmpty() || path.endsWith("/") ? path : path + "/";
    return Collections.list(zip.entries()).stream()
        .filter(entry -> !entry.isDirectory() && entry.getName().startsWith(prefix))
        .sorted(Comparator.comparing(ZipEntry::getName))
        .map(ZipEntry.class::cast)
        .toList();
  }

  private static void add(
      ZipEntry entry, String prefix, Map<String, Map<String, Object>> children) {
    String rest = entry.getName().substring(prefix.length());
    if (rest.isEmpty()) {
      return; // the folder itself
    }
    int slash = rest.indexOf('/');
    boolean folder = slash >= 0;
    String name = folder ? rest.substring(0, slash) : rest;
    children.computeIfAbsent(
        name,
        _ -> {
          Map<String, Object> members = new LinkedHashMap<>();
          members.put("name", name);
          members.put("path", prefix + name);
          members.put(FOLDER, folder);
          members.put("size", folder ? null : entry.getSize());
          members.put(
              "updatedAt",
              folder || entry.getLastModifiedTime() == null
                  ? null
                  : entry.getLastModifiedTime().toInstant().toString());
          return members;
        });
  }
}
