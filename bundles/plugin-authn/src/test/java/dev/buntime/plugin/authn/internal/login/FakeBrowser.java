package dev.buntime.plugin.authn.internal.login;

import dev.buntime.plugin.Decision;
import dev.buntime.plugin.HeaderChange;
import dev.buntime.plugin.PluginRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A browser with one login: keeps cookies, and goes where it is sent if a test tells it to. */
final class FakeBrowser {
  private final Function<PluginRequest, Decision> server;
  private final Optional<BrowserLogin> login;
  private final String scheme;
  private final String authority;

  /** What it has, by name. */
  final Map<String, String> cookies = new LinkedHashMap<>();

  FakeBrowser(BrowserLogin login) {
    this(login, "http", "localhost:8000");
  }

  FakeBrowser(BrowserLogin login, String scheme, String authority) {
    this(request -> login.answer(request).orElseThrow(), Optional.of(login), scheme, authority);
  }

  /** One with a whole plugin. */
  FakeBrowser(Function<PluginRequest, Decision> server) {
    this(server, Optional.empty(), "http", "localhost:8000");
  }

  private FakeBrowser(
      Function<PluginRequest, Decision> server,
      Optional<BrowserLogin> login,
      String scheme,
      String authority) {
    this.server = server;
    this.login = login;
    this.scheme = scheme;
    this.authority = authority;
  }

  /** A link that somebody follows. */
  FakeRequest navigation(String target) {
    return sent(FakeRequest.navigation(target));
  }

  /** A request with the cookies as they are now. */
  FakeRequest sent(FakeRequest request) {
    request.at(scheme, authority);
    if (!cookies.isEmpty()) {
      request.with(
          "Cookie",
          cookies.entrySet().stream()
              .map(each -> each.getKey() + "=" + each.getValue())
              .collect(Collectors.joining("; ")));
    }
    return request;
  }

  /** The answer of one of the login's pages. */
  Decision.Answer get(String target) {
    return (Decision.Answer) ask(navigation(target));
  }

  Decision ask(FakeRequest request) {
    Decision decision = server.apply(request);
    while (decision instanceof Decision.Later later) {
      decision = later.decision().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }
    take(fields(decision));
    return decision;
  }

  private static List<HeaderChange> fields(Decision decision) {
    return switch (decision) {
      case Decision.Answer answer -> answer.headers();
      case Decision.Refuse refuse -> refuse.headers();
      default -> List.of();
    };
  }

  private void take(List<HeaderChange> fields) {
    Optional<HeaderChange> last =
        fields.stream().filter(each -> each.name().equals("Set-Cookie")).reduce((_, b) -> b);
    last.ifPresent(each -> each.values().forEach(this::take));
  }

  /** Takes a field {@code Set-Cookie}. */
  void take(String field) {
    String[] pair = field.split(";", 2)[0].split("=", 2);
    if (field.contains("Max-Age=0")) {
      cookies.remove(pair[0]);
    } else {
      cookies.put(pair[0], pair[1]);
    }
  }

  Visitor check() {
    return check(navigation("/shop/"));
  }

  Visitor check(FakeRequest request) {
    Visitor visitor =
        login
            .orElseThrow()
            .check(request)
            .toCompletableFuture()
            .orTimeout(20, TimeUnit.SECONDS)
            .join();
    visitor.cookies().forEach(this::take);
    return visitor;
  }

  /** Begins a login; the address at the provider. */
  String begin(String redirect) {
    return location(get("/_/plugin-authn/login?redirect=" + Authorization.encoded(redirect)));
  }

  /** A whole login; the last answer. */
  Decision.Answer logIn(String redirect) {
    return get(visit(begin(redirect)));
  }

  /** The path to which the provider sends a browser that comes to this address. */
  static String visit(String address) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      var answer =
          client.send(
              HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.discarding());
      URI back = URI.create(answer.headers().firstValue("Location").orElseThrow());
      return back.getRawPath() + "?" + back.getRawQuery();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static String location(Decision.Answer answer) {
    return header(answer, "Location");
  }

  static String header(Decision.Answer answer, String name) {
    return answer.headers().stream()
        .filter(each -> each.name().equals(name))
        .map(each -> String.join(" | ", each.values()))
        .reduce((_, b) -> b)
        .orElse("");
  }
}
