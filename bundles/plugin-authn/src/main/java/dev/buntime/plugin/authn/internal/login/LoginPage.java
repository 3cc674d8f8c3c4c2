package dev.buntime.plugin.authn.internal.login;

import dev.buntime.plugin.Decision;
import java.nio.charset.StandardCharsets;

/**
 * The page that tells a person why a login came to nothing, and how to try again. What others have
 * said is shown as text; the page runs nothing and loads nothing.
 */
final class LoginPage {
  private static final String FRAME =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>{title}</title>
      <style>
      :root { color-scheme: light dark; }
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 4rem auto; padding: 0 1rem; }
      h1 { font-size: 1.6rem; margin-bottom: .25rem; }
      p { color: color-mix(in srgb, currentColor 80%, transparent); overflow-wrap: anywhere; }
      a { color: light-dark(#0b57d0, #a8c7fa); }
      code { font-size: .9em; }
      </style>
      </head>
      <body>
      <h1>{title}</h1>
      <p>{detail}</p>
      <p>{said}</p>
      <p><a href="{again}">Try again</a></p>
      <p><code>{status} · {request}</code></p>
      </body>
      </html>
      """;

  private static final int LONGEST = 300;

  private LoginPage() {}

  /**
   * The page.
   *
   * @param detail what, why and what to do
   * @param said in the words of the provider; empty if it said nothing
   * @param again where another try begins
   */
  static Decision.Answer of(
      int status, String title, String detail, String said, String again, String requestId) {
    String page =
        FRAME
            .replace("{title}", escape(title))
            .replace("{status}", String.valueOf(status))
            .replace("{request}", escape(requestId))
            .replace("{again}", escape(again))
            .replace("{detail}", escape(detail))
            // The last one: what it puts in is not looked at again.
            .replace("{said}", said.isEmpty() ? "" : "The provider says: " + escape(shown(said)));
    return Decision.answer(status)
        .withBody("text/html;charset=utf-8", page.getBytes(StandardCharsets.UTF_8))
        .withHeader("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        .withHeader("X-Content-Type-Options", "nosniff")
        .withHeader("X-Frame-Options", "DENY")
        .withHeader("Referrer-Policy", "no-referrer")
        .withHeader("Cache-Control", "no-store");
  }

  /** One line of text that is not too long. */
  static String shown(String said) {
    String line = said.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", " ").strip();
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
