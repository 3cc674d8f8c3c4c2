package dev.buntime.repositories.internal;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Who a repository is asked by (RFC 7617). The password is looked up each time, and kept nowhere.
 *
 * @param variable name of the variable of the environment that has the password
 * @param environment gives the values of variables, null for one that is not set
 */
record Login(String user, String variable, UnaryOperator<@Nullable String> environment) {

  /**
   * The value of the header {@code Authorization}.
   *
   * @throws UnavailableException if there is no password
   */
  String header() throws UnavailableException {
    String password = environment.apply(variable);
    if (password == null || password.isEmpty()) {
      throw new UnavailableException(
          "the variable %s of the environment, which has the password of %s, is not set"
              .formatted(variable, user));
    }
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return user;
  }
}
