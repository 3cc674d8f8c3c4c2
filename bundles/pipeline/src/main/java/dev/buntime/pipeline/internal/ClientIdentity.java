package dev.buntime.pipeline.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.buntime.plugin.Identity;
import java.security.Principal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.security.auth.Subject;
import org.eclipse.jetty.security.AuthenticationState;
import org.eclipse.jetty.security.UserIdentity;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/**
 * Who a plugin says that the client is, as Jetty's servlet layer asks for it: all of the servlet
 * API's questions for the user are answered from here.
 *
 * @param identity what the plugin has found out
 * @param plugin name of the plugin
 * @param json the identity for the header
 */
record ClientIdentity(Identity identity, String plugin, String json)
    implements AuthenticationState.Succeeded, UserIdentity {
  /** Header in which apps find it as JSON. */
  static final String HEADER = "X-Identity";

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  /**
   * @throws IllegalArgumentException if its claims are nothing for JSON
   */
  static ClientIdentity of(Identity identity, String plugin) {
    try {
      return new ClientIdentity(identity, plugin, JSON.writeValueAsString(members(identity)));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the claims of an identity must be JSON", e);
    }
  }

  private static Map<String, Object> members(Identity identity) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("sub", identity.sub());
    members.put("name", identity.name());
    members.put("email", identity.email());
    members.put("roles", new TreeSet<>(identity.roles()));
    members.put("groups", new TreeSet<>(identity.groups()));
    members.put("claims", identity.claims());
    return members;
  }

  /** From now on the servlet layer knows it. */
  void setOn(Request request) {
    AuthenticationState.setAuthenticationState(request, this);
  }

  /** The user, by the id of the subject. */
  private record User(String sub) implements Principal {
    @Override
    public String getName() {
      return sub;
    }

    @Override
    public String toString() {
      return sub;
    }
  }

  /** Who has found it out. */
  @Override
  public String getAuthenticationType() {
    return plugin;
  }

  @Override
  public UserIdentity getUserIdentity() {
    return this;
  }

  @Override
  public Subject getSubject() {
    Principal user = getUserPrincipal();
    return new Subject(true, Set.of(user), Set.of(), Set.of());
  }

  @Override
  public Principal getUserPrincipal() {
    return new User(identity.sub());
  }

  @Override
  public boolean isUserInRole(String role) {
    return identity.roles().contains(role);
  }

  @Override
  public void logout(Request request, Response response) {
    Request.setAuthenticationState(request, null);
  }
}
