package dev.buntime.repositories.internal;

import aQute.bnd.osgi.Domain;
import aQute.bnd.osgi.resource.ResourceBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.osgi.resource.Resource;

/** Reads what a bundle needs and provides out of its manifest (OSGi Core, chapters 3 and 8). */
final class BundleManifests {
  /** Bytes of a manifest; the same that artifacts may have. */
  private static final int MOST = 8 << 20;

  private BundleManifests() {}

  /**
   * Reads a jar; nothing of it but the manifest.
   *
   * @throws UnavailableException if it is no bundle, or a fragment
   */
  static Resource read(Path jar) throws UnavailableException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry entry = zip.getEntry(JarFile.MANIFEST_NAME);
      if (entry == null) {
        throw new UnavailableException("it has no manifest, so it is no bundle");
      }
      try (InputStream in = zip.getInputStream(entry)) {
        return read(in.readNBytes(MOST + 1));
      }
    } catch (IOException e) {
      throw new UnavailableException("it cannot be read: " + e, e);
    }
  }

  private static Resource read(byte[] manifest) throws IOException, UnavailableException {
    if (manifest.length > MOST) {
      throw new UnavailableException("its manifest has more than " + MOST + " bytes");
    }
    Domain headers = Domain.domain(new Manifest(new ByteArrayInputStream(manifest)));
    if (headers.getBundleSymbolicName() == null) {
      throw new UnavailableException("it has no Bundle-SymbolicName, so it is no bundle");
    }
    if (headers.getFragmentHost() != null) {
      throw new UnavailableException("it is a fragment, which no app gets");
    }
    try {
      ResourceBuilder builder = new ResourceBuilder();
      var _ = builder.addManifest(headers);
      return builder.build();
    } catch (RuntimeException e) { // what bnd throws at headers that are malformed
      throw new UnavailableException("its manifest is malformed: " + e.getMessage(), e);
    }
  }
}
