package dev.buntime.pipeline.internal;

import dev.buntime.versions.SemVer;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.stream.Collectors;

/** The two pages of the runner itself, as HTML that loads nothing from elsewhere. */
final class Pages {
  private static final String FRAME =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>{title}</title>
      <style>{style}</style>
      </head>
      <body>
      {body}
      </body>
      </html>
      """;

  private static final String STYLE =
      """
      :root { color-scheme: light dark; }
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 4rem auto; padding: 0 1rem; }
      h1 { font-size: 1.6rem; margin-bottom: .25rem; }
      p, dd { color: color-mix(in srgb, currentColor 80%, transparent); }
      a { color: light-dark(#0b57d0, #a8c7fa); }
      code { font-size: .9em; }
      table { border-collapse: collapse; width: 100%; margin-top: 1.5rem; }
      th, td { text-align: left; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid #8884; vertical-align: top; }
      td a { margin-right: .75rem; }
      """;

  /** The policy under which a browser shows them: their style and nothing else. */
  static final String POLICY = RunnerHeaders.policyOfPage(STYLE);

  private Pages() {}

  /**
   * The start page.
   *
   * @param notice shown on top, empty if there is nothing to say
   */
  static String start(NavigableMap<String, NavigableSet<SemVer>> apps, String notice) {
    String rows = apps.entrySet().stream().map(Pages::row).collect(Collectors.joining("\n"));
    String list =
        apps.isEmpty()
            ? "<p>No app is deployed. Copy a bundle into the apps folder, and it shows up here.</p>"
            : "<table>\n<tr><th>App</th><th>Versions</th></tr>\n" + rows + "\n</table>";
    return page(
        "Buntime",
        "<h1>Buntime</h1>\n<p>"
            + (notice.isEmpty() ? "" : escape(notice) + "<br>")
            + "Apps of this runner; see also the <a href=\"/_/console\">web console</a>.</p>\n"
            + list);
  }

  /** An error for people. */
  static String problem(Problem problem) {
    return page(
        problem.status() + " " + problem.title(),
        "<h1>"
            + escape(problem.title())
            + "</h1>\n<p>"
            + escape(problem.detail())
            + "</p>\n<p><code>"
            + problem.status()
            + " "
            + escape(problem.code())
            + " · "
            + escape(problem.requestId())
            + "</code></p>");
  }

  private static String row(Map.Entry<String, NavigableSet<SemVer>> app) {
    String name = escape(app.getKey());
    List<String> links =
        app.getValue().descendingSet().stream()
            .map(version -> escape(version.toString()))
            .map(version -> "<a href=\"/" + name + "@" + version + "/\">" + version + "</a>")
            .toList();
    return "<tr><td><a href=\"/"
        + name
        + "/\">"
        + name
        + "</a></td><td>"
        + String.join("", links)
        + "</td></tr>";
  }

  private static String page(String title, String body) {
    return FRAME
        .replace("{style}", STYLE)
        .replace("{title}", escape(title))
        .replace("{body}", body);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
