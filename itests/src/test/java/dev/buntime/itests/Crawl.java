package dev.buntime.itests;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipInputStream;

/** All that an admin can look at in the web console: what its pages link to, and all downloads. */
final class Crawl {
  private static final String CONSOLE = "/_/console/";
  private static final Pattern LINK = Pattern.compile("(?:href|src)=['\"]([^'\"#?]+)");
  private static final Pattern ID = Pattern.compile("\"id\":\"?(\\d+)");
  private static final String ALL = "/configuration-status-20260101-000000.";

  private final RunnerProcess runner;
  private final BiConsumer<String, String> reader;
  private final Queue<String> next = new ArrayDeque<>();
  private final Map<String, Integer> seen = new LinkedHashMap<>();

  /**
   * @param reader gets the path of each answer and what it says; of an archive what its files say
   */
  Crawl(RunnerProcess runner, BiConsumer<String, String> reader) {
    this.runner = runner;
    this.reader = reader;
  }

  /**
   * Looks at some paths and at what they lead to.
   *
   * @return the status of each answer, by path
   */
  Map<String, Integer> from(List<String> paths) {
    next.addAll(paths);
    while (!next.isEmpty()) {
      String path = next.remove();
      if (!seen.containsKey(path)) {
        look(path);
      }
    }
    return seen;
  }

  private void look(String path) {
    HttpResponse<byte[]> answer = get(path);
    seen.put(path, answer.statusCode());
    String type = answer.headers().firstValue("Content-Type").orElse("");
    if (type.startsWith("application/zip")) {
      unpack(path, answer.body());
      return;
    }
    String text = new String(answer.body(), StandardCharsets.UTF_8);
    reader.accept(path, text);
    if (path.startsWith(CONSOLE) && answer.statusCode() == 200) {
      follow(path, type, text);
    }
  }

  private void follow(String path, String type, String text) {
    if (type.startsWith("text/html")) {
      Matcher link = LINK.matcher(text);
      while (link.find()) {
        String target = link.group(1).replace("\\/", "/");
        if (target.startsWith(CONSOLE)) {
          next.add(target);
        } else if (!target.matches("[a-z]+:.*|.*[\\\\<{].*|/.*")) {
          next.add(CONSOLE + target);
        }
      }
    }
    if ((path.contains("status-") && !path.contains(".")) || path.equals(CONSOLE + "config")) {
      List.of("txt", "json", "zip").forEach(each -> next.add(path + "." + each));
      List.of("txt", "zip").forEach(each -> next.add(path + ALL + each));
    }
    if (path.matches(CONSOLE + "(bundles|services|components)\\.json")) {
      String page = path.replace(".json", "/");
      Matcher id = ID.matcher(text);
      while (id.find()) {
        next.addAll(Arrays.asList(page + id.group(1), page + id.group(1) + ".json"));
      }
    }
  }

  private void unpack(String path, byte[] archive) {
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        reader.accept(
            path + "!" + entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }

  private HttpResponse<byte[]> get(String path) {
    URI uri = runner.uri(path.replace(" ", "%20"));
    try {
      return Http.CLIENT.send(
          HttpRequest.newBuilder(uri).header("Authorization", Http.ADMIN).build(),
          BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
