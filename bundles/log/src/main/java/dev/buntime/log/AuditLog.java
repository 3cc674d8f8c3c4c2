package dev.buntime.log;

import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The record of what was changed over the management plane, and by whom; a service of the launcher.
 * Thread-safe.
 */
@ProviderType
public interface AuditLog {

  /**
   * Appends a line. When it returns, the operating system has the line.
   *
   * @throws IOException if the line is not in the file; then nothing of it is, as far as that is
   *     possible
   */
  void write(AuditEntry entry) throws IOException;
}
