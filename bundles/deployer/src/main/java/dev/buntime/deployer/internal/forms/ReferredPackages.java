package dev.buntime.deployer.internal.forms;

import aQute.bnd.osgi.Analyzer;
import aQute.bnd.osgi.Clazz;
import aQute.bnd.osgi.Descriptors.PackageRef;
import aQute.bnd.osgi.EmbeddedResource;
import dev.buntime.deployer.internal.archives.Quoted;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The packages that the classes of an archive refer to and that it does not have itself.
 *
 * <p>bnd reads the class files, one by one. It gets nothing else of an archive, no manifest, no
 * {@code packageinfo} and no annotations of its own, in which it would look for instructions and
 * macros. For one thread.
 */
public final class ReferredPackages {
  private static final Logger log = LoggerFactory.getLogger(ReferredPackages.class);
  private static final String CLASS = ".class";
  private static final int LONGEST = 8 << 20; // real ones have less than a tenth

  /** What may stand in a header as it is; other names nobody exports. */
  private static final Pattern PACKAGE =
      Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*(\\.[A-Za-z_$][A-Za-z0-9_$]*)*");

  private final Analyzer analyzer;
  private final NavigableSet<String> contained = new TreeSet<>();
  private final NavigableSet<String> referred = new TreeSet<>();
  private final List<String> warnings = new ArrayList<>();

  private ReferredPackages(Analyzer analyzer) {
    this.analyzer = analyzer;
  }

  /**
   * Reads all class files.
   *
   * @param classPath where they are: {@code .} for the root, a folder, or a jar in the archive;
   *     what is not there is left out
   * @throws IOException if the disk fails
   */
  public static ReferredPackages of(Archive archive, List<String> classPath) throws IOException {
    try (Analyzer analyzer = new Analyzer()) {
      ReferredPackages packages = new ReferredPackages(analyzer);
      for (String path : classPath) {
        packages.read(archive, path);
      }
      packages.referred.removeAll(packages.contained);
      return packages;
    }
  }

  /** In alphabetical order, without those of {@code java.}. */
  public NavigableSet<String> packages() {
    return Collections.unmodifiableNavigableSet(referred);
  }

  /** What could not be read, in words; names are quoted. */
  public List<String> warnings() {
    return Collections.unmodifiableList(warnings);
  }

  private void read(Archive archive, String path) throws IOException {
    if (archive.files().contains(path)) {
      try (InputStream in = archive.open(path)) {
        readJar(in);
      }
      return;
    }
    String folder = path.equals(".") ? "" : path.endsWith("/") ? path : path + "/";
    for (String file : archive.files().tailSet(folder)) {
      if (!file.startsWith(folder)) {
        return;
      }
      if (file.endsWith(CLASS)) {
        try (InputStream in = archive.open(file)) {
          readClass(file, in);
        }
      }
    }
  }

  private void readJar(InputStream in) throws IOException {
    try (JarInputStream jar = new JarInputStream(in, false)) {
      for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
        if (entry.getName().endsWith(CLASS)) {
          readClass(entry.getName(), jar);
        }
      }
    }
  }

  private void readClass(String file, InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(LONGEST);
    try {
      Clazz type = new Clazz(analyzer, file, new EmbeddedResource(bytes, 0));
      var _ = type.parseClassFile();
      type.getReferred().forEach(each -> add(each, referred));
      add(type.getClassName().getPackageRef(), contained);
    } catch (Exception | StackOverflowError e) { // bnd may throw anything at a file of anything
      log.debug("{} cannot be read", Quoted.of(file), e);
      warnings.add(
          "%s cannot be read as a class, so that what it refers to is not imported"
              .formatted(Quoted.of(file)));
    }
  }

  private static void add(PackageRef found, NavigableSet<String> packages) {
    String name = found.getFQN();
    if (!found.isJava() && PACKAGE.matcher(name).matches()) {
      packages.add(name);
    }
  }
}
