package dev.buntime.pipeline.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the server: where it listens, and what it takes. */
@ObjectClassDefinition(
    name = "Buntime server",
    description =
        "Where the runner listens, which folders it reads, and what a connection may be. Addresses,"
            + " ports, folders and files are those in force; a change takes effect at the next start.")
public @interface ServerConfig {

  /** PID of the configuration. */
  String PID = "dev.buntime.server";

  /** Address that the runner listens on. */
  @AttributeDefinition(
      name = "Host",
      description =
          "Name or address of this machine that the runner listens on. Takes effect at the next"
              + " start.")
  String host() default "127.0.0.1";

  /** Port that the runner listens on. */
  @AttributeDefinition(
      name = "Port",
      description =
          "Port that the runner listens on, 0 to 65535; 0 is any free one. Takes effect at the next"
              + " start.",
      min = "0",
      max = "65535")
  int port() default 8000;

  /** Folder of the apps. */
  @AttributeDefinition(
      name = "Apps folder",
      description = "Absolute path of the folder of the apps. Takes effect at the next start.")
  String apps_dir() default "";

  /** Folder of the plugins. */
  @AttributeDefinition(
      name = "Plugins folder",
      description = "Absolute path of the folder of the plugins. Takes effect at the next start.")
  String plugins_dir() default "";

  /** Certificate for TLS. */
  @AttributeDefinition(
      name = "Certificate",
      description =
          "Absolute path of a file with the server's certificate and its chain as PEM. Takes effect"
              + " at the next start.")
  String tls_certificate() default "";

  /** Key for TLS. */
  @AttributeDefinition(
      name = "Key",
      description =
          "Absolute path of a file with the private key as PEM. Takes effect at the next start.")
  String tls_key() default "";

  /** Certificate and key for TLS. */
  @AttributeDefinition(
      name = "Keystore",
      description =
          "Absolute path of a PKCS#12 file, in place of certificate and key. Takes effect at the"
              + " next start.")
  String tls_keystore() default "";

  /** Password of the key. */
  @AttributeDefinition(
      name = "Password file",
      description =
          "Absolute path of a file whose first line is the password of the keystore or of the key."
              + " Takes effect at the next start.")
  String tls_passwordFile() default "";

  /** Who is believed. */
  @AttributeDefinition(
      name = "Trusted proxies",
      description =
          "Addresses and networks, such as 10.0.0.0/8, of proxies whose fields Forwarded and"
              + " X-Forwarded-* are believed.")
  String[] trusted_proxies() default {};

  /** Address for operators. */
  @AttributeDefinition(
      name = "Management host",
      description =
          "Name or address of this machine that the port of operators is open on. Takes effect at"
              + " the next start.")
  String management_host() default "127.0.0.1";

  /** Port for operators. */
  @AttributeDefinition(
      name = "Management port",
      description =
          "A second port for all that is below /_, 0 to 65535; 0: there is none. Takes effect at the"
              + " next start.",
      min = "0",
      max = "65535")
  int management_port() default 0;

  /** Longest header of a request. */
  @AttributeDefinition(
      name = "Header limit",
      description =
          "Bytes that request line and header fields may have together, 1024 to 1048576; beyond,"
              + " the answer is 431. Counts for connections that are opened afterwards.",
      min = "1024",
      max = "1048576")
  int limits_header() default 16_384;

  /** Connections at the same time. */
  @AttributeDefinition(
      name = "Connection limit",
      description =
          "Connections that may be open at the same time, 0 to 1000000; 0 is any number. Further"
              + " ones wait in the operating system until one is closed.",
      min = "0",
      max = "1000000")
  int limits_connections() default 0;

  /** Where the values come from. */
  @AttributeDefinition(
      name = "Origin",
      description = "Where each value comes from. Written by the runner; a change has no effect.")
  String[] buntime_origin() default {};
}
