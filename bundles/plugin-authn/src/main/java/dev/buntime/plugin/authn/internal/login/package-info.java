/**
 * The login of browsers: OpenID Connect with the authorization code flow and PKCE (RFC 7636), and
 * sessions that are kept in an encrypted cookie.
 */
@NullMarked
package dev.buntime.plugin.authn.internal.login;

import org.jspecify.annotations.NullMarked;
