package dev.buntime.management.internal.deployments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class ArchiveListingTest {
  @Rule public final TemporaryFolder temp = new TemporaryFolder();

  @Test
  public void folders_comeFirst_alsoThoseWithoutAnEntry() throws IOException {
    assertThat(names("b.txt", "a.txt", "z/x/1.txt", "m/", "m/2.txt"))
        .containsExactly("m/", "z/", "a.txt", "b.txt");
  }

  @Test
  public void folder_withAndWithoutASlash_isTheSame() throws IOException {
    try (ZipFile zip = zip("z/x/1.txt", "z/2.txt", "zz.txt")) {
      ArchiveListing listing = new ArchiveListing(zip);

      assertThat(listing.folder("z")).isEqualTo(listing.folder("z/"));
      assertThat(listing.folder("z").orElseThrow())
          .extracting(each -> each.get("path"))
          .containsExactly("z/x", "z/2.txt");
      assertThat(listing.folder("nothing")).isEmpty();
      assertThat(listing.folder("zz.txt")).isEmpty();
      assertThat(listing.folder("../z")).isEmpty();
    }
  }

  @Test
  public void file_isNoFolder() throws IOException {
    try (ZipFile zip = zip("m/", "m/2.txt")) {
      ArchiveListing listing = new ArchiveListing(zip);

      assertThat(listing.file("m/2.txt")).isPresent();
      assertThat(listing.file("m")).isEmpty();
      assertThat(listing.file("m/")).isEmpty();
      assertThat(listing.file("")).isEmpty();
    }
  }

  private List<String> names(String... entries) throws IOException {
    try (ZipFile zip = zip(entries)) {
      return new ArchiveListing(zip)
          .folder("").orElseThrow().stream()
              .map(each ->
                  each.get("name") + (Boolean.TRUE.equals(each.get("isDirectory")) ? "/" : ""))
              .toList();
    }
  }

  private ZipFile zip(String... entries) throws IOException {
    Path file = temp.newFile().toPath();
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String entry : entries) {
        zip.putNextEntry(new ZipEntry(entry));
        zip.closeEntry();
      }
    }
    return new ZipFile(file.toFile());
  }
}
