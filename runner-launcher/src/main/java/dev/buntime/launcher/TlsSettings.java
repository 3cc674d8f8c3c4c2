package dev.buntime.launcher;

import dev.buntime.credentials.tls.TlsFiles;
import dev.buntime.credentials.tls.TlsFilesException;
import dev.buntime.settings.Key;
import dev.buntime.settings.RunnerSettings;
import java.nio.file.Path;
import java.util.Optional;

/** Whether the runner speaks HTTPS, and with which files. */
final class TlsSettings {
  private TlsSettings() {}

  /**
   * Reads the settings, and the files once, to see whether they are good.
   *
   * @return empty if there is no TLS
   * @throws Refusal if a setting is missing or too much, or a file cannot be used
   */
  static Optional<TlsFiles> of(RunnerSettings settings) throws Refusal {
    Optional<Path> certificate = file(settings, Key.TLS_CERTIFICATE);
    Optional<Path> key = file(settings, Key.TLS_KEY);
    Optional<Path> keystore = file(settings, Key.TLS_KEYSTORE);
    Optional<Path> password = file(settings, Key.TLS_PASSWORD_FILE);
    if (keystore.isPresent()) {
      if (certificate.isPresent() || key.isPresent()) {
        throw new Refusal(
            "tls.keystore has both the certificate and the key: take tls.certificate and tls.key"
                + " out of buntime.jsonc, or tls.keystore.");
      }
      return checked(TlsFiles.ofKeystore(keystore.get(), password));
    }
    if (certificate.isPresent() && key.isPresent()) {
      return checked(TlsFiles.ofPem(certificate.get(), key.get(), password));
    }
    if (certificate.isPresent() || key.isPresent() || password.isPresent()) {
      throw new Refusal(
          "TLS needs tls.certificate and tls.key, or tls.keystore, and has %s only: correct"
                  .formatted(
                      certificate.isPresent()
                          ? Key.TLS_CERTIFICATE.path()
                          : key.isPresent() ? Key.TLS_KEY.path() : Key.TLS_PASSWORD_FILE.path())
              + " buntime.jsonc.");
    }
    return Optional.empty();
  }

  private static Optional<Path> file(RunnerSettings settings, Key key) {
    String path = settings.text(key);
    return path.isEmpty() ? Optional.empty() : Optional.of(Path.of(path));
  }

  private static Optional<TlsFiles> checked(TlsFiles files) throws Refusal {
    try {
      var _ = files.read();
      return Optional.of(files);
    } catch (TlsFilesException e) {
      throw new Refusal(String.valueOf(e.getMessage()), e);
    }
  }
}
