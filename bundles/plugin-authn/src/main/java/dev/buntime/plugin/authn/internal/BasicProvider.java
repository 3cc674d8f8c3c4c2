package dev.buntime.plugin.authn.internal;

import dev.buntime.plugin.Identity;
import dev.buntime.plugin.authn.internal.basic.LocalUsers;
import dev.buntime.plugin.authn.internal.token.InvalidTokenException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Users of the configuration, by HTTP Basic (RFC 7617). */
final class BasicProvider implements Provider {
  private static final TokenCarrier BASIC = new TokenCarrier("Authorization", "Basic");

  private final LocalUsers users;

  BasicProvider(LocalUsers users) {
    this.users = users;
  }

  @Override
  public List<String> headers() {
    return List.of(BASIC.header());
  }

  @Override
  public Optional<String> credential(String header, String value) {
    return BASIC.token(value);
  }

  /** The local admin is none of these users; the management plane knows that password. */
  @Override
  public Optional<InvalidTokenException> misfit(String credential) {
    return credential.startsWith("YWRtaW46") // admin: in Base64
        ? Optional.of(
            new InvalidTokenException("the local admin is known to the management plane alone"))
        : Optional.empty();
  }

  /** A password is for whoever knows the user, and is checked and counted once. */
  @Override
  public boolean keepsCredential() {
    return true;
  }

  @Override
  public boolean isSecret(String credential) {
    try {
      return users.has(Login.of(credential).name());
    } catch (InvalidTokenException _) {
      return false;
    }
  }

  @Override
  public CompletionStage<Identity> verify(Credential credential) {
    Login login;
    try {
      login = Login.of(credential.secret());
    } catch (InvalidTokenException e) {
      return CompletableFuture.failedFuture(e);
    }
    return users.logIn(credential.address(), login.name(), login.password());
  }

  /**
   * What a credential says.
   *
   * @param name of the user
   * @param password of the user
   */
  private record Login(String name, String password) {
    static Login of(String secret) throws InvalidTokenException {
      String pair;
      try {
        byte[] bytes = Base64.getDecoder().decode(secret);
        pair = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      } catch (IllegalArgumentException | CharacterCodingException e) {
        throw new InvalidTokenException("the credentials are not Base64 of UTF-8", e);
      }
      int colon = pair.indexOf(':');
      if (colon < 1) {
        throw new InvalidTokenException("the credentials are not a name, a colon and a password");
      }
      return new Login(pair.substring(0, colon), pair.substring(colon + 1));
    }

    /** Without the password. */
    @Override
    public String toString() {
      return name;
    }
  }

  @Override
  public boolean introspects(String token) {
    return false;
  }

  @Override
  public String challenge() {
    return "Basic realm=\"Buntime\", charset=\"UTF-8\"";
  }

  @Override
  public Map<String, String> description() {
    return Map.of("provider", "basic");
  }

  @Override
  public void close() {
    users.close();
  }
}
