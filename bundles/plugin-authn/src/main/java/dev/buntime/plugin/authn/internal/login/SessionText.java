package dev.buntime.plugin.authn.internal.login;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.buntime.plugin.Identity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * A session as a cookie carries it: JSON, compressed, since a cookie has little room. It is read
 * only after {@link CookieSeal} has found that it was written here.
 */
final class SessionText {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
  private static final int LONGEST = 256 * 1024;

  private SessionText() {}

  /** The whole session. */
  static byte[] whole(Session session) {
    Map<String, Object> members = reference(session);
    members.put("fresh", session.fresh().getEpochSecond());
    members.put("refresh", session.refreshToken());
    members.put("token", session.idToken());
    members.put("who", identity(session.identity()));
    return compressed(members);
  }

  /** What finds a session that is kept elsewhere. */
  static byte[] referenceTo(Session session) {
    return compressed(reference(session));
  }

  private static Map<String, Object> reference(Session session) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", session.id());
    members.put("generation", session.generation());
    members.put("began", session.began().getEpochSecond());
    members.put("seen", session.seen().getEpochSecond());
    return members;
  }

  /** The members of the object in which apps are told of an identity. */
  static Map<String, Object> identity(Identity who) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("sub", who.sub());
    members.put("name", who.name());
    members.put("email", who.email());
    members.put("roles", new TreeSet<>(who.roles()));
    members.put("groups", new TreeSet<>(who.groups()));
    members.put("claims", who.claims());
    return members;
  }

  private static byte[] compressed(Map<String, Object> members) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
      out.write(JSON.writeValueAsBytes(members));
    } catch (IOException e) {
      throw new UncheckedIOException("claims of a token are always JSON", e);
    }
    return bytes.toByteArray();
  }

  /**
   * What a cookie says.
   *
   * @param id of the session
   * @param generation how often its tokens had been renewed
   * @param seen when it was used last
   * @param session the whole of it; empty if the cookie is a reference
   */
  record Content(String id, int generation, Instant seen, Optional<Session> session) {}

  /** What was written here; empty if it was another version of this that wrote it. */
  static Optional<Content> read(byte[] content) {
    try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(content))) {
      return Optional.of(content(JSON.readValue(in.readNBytes(LONGEST), OBJECT)));
    } catch (IOException | IllegalArgumentException _) {
      return Optional.empty(); // another version may have had another form; the login begins anew
    }
  }

  private static Content content(Map<String, Object> members) {
    return new Content(
        text(members, "id"),
        (int) number(members, "generation"),
        time(members, "seen"),
        members.get("who") instanceof Map<?, ?> who
            ? Optional.of(session(members, identity(who)))
            : Optional.empty());
  }

  private static Session session(Map<String, Object> members, Identity who) {
    return new Session(
        text(members, "id"),
        (int) number(members, "generation"),
        who,
        time(members, "began"),
        time(members, "seen"),
        time(members, "fresh"),
        text(members, "refresh"),
        text(members, "token"));
  }

  private static Identity identity(Map<?, ?> members) {
    Map<String, Object> claims = new LinkedHashMap<>();
    if (members.get("claims") instanceof Map<?, ?> all) {
      all.forEach((name, value) -> claims.put(String.valueOf(name), value));
    }
    return new Identity(
        text(members, "sub"),
        text(members, "name"),
        text(members, "email"),
        texts(members, "roles"),
        texts(members, "groups"),
        claims);
  }

  private static Set<String> texts(Map<?, ?> members, String name) {
    return members.get(name) instanceof List<?> list
        ? Set.copyOf(list.stream().map(String::valueOf).toList())
        : Set.of();
  }

  private static String text(Map<?, ?> members, String name) {
    if (members.get(name) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(name + " is no text");
  }

  private static Instant time(Map<?, ?> members, String name) {
    return Instant.ofEpochSecond(number(members, name));
  }

  private static long number(Map<?, ?> members, String name) {
    if (members.get(name) instanceof Number number) {
      return number.longValue();
    }
    throw new IllegalArgumentException(name + " is no number");
  }

  /** JSON of an object. */
  static byte[] json(Map<String, Object> members) {
    try {
      return JSON.writeValueAsBytes(members);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("claims of a token are always JSON", e);
    }
  }
}
