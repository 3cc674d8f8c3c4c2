package dev.buntime.deployer.internal.archives;

import static dev.buntime.deployer.internal.archives.HostileArchive.holding;
import static dev.buntime.deployer.internal.archives.HostileArchive.with;

import java.util.Arrays;
import java.util.List;
import org.junit.runners.Parameterized.Parameters;

/** Archives that are broken, or of which two readers see different things. */
public class HostileLayoutsTest extends HostileArchivesFixture {
  private static final String NO_HEADER = "has no header where the central directory says";
  private static final String OTHER_SIZES = "has other sizes or flags in its local header";
  private static final String DESCRIPTOR = "has other sizes in the descriptor behind its data";

  public HostileLayoutsTest(HostileArchive archive) {
    super(archive);
  }

  @Parameters(name = "{0}")
  public static List<HostileArchive> archives() {
    return List.of(
        new HostileArchive("empty file", "zip file is empty", () -> new byte[0]),
        new HostileArchive("zeros", "zip END header not found", () -> new byte[100_000]),
        new HostileArchive("cut at the end", "zip END header not found", () -> cut(1)),
        new HostileArchive("cut in the directory", "zip END header not found", () -> cut(60)),
        with("bytes behind it", "7 bytes follow its end", () -> jar().suffix(new byte[7])),
        with("second archive behind it", "bytes lie before", () -> jar().suffix(jar().bytes())),
        with("script before it", "bytes lie before", () -> jar().prefix("#!/bin/sh\nexit\n")),
        with("comment cut off", "is cut off", () -> jar().comment("words").commentShift(2)),
        with(
            "comment longer than said",
            "2 bytes follow",
            () -> jar().comment("ab").commentShift(-2)),
        with("archive in the comment", "bytes lie before", () -> jar().comment(latin(jar()))),
        with("directory too far", "is not where its end says", () -> jar().directoryShift(9)),
        with("directory too near", "9 bytes lie before", () -> jar().directoryShift(-9)),
        with("directory beyond 2 GiB", "not where", () -> jar().directoryShift(0xf000_0000L)),
        with("directory too long", "not where", () -> jar().directorySizeShift(5)),
        with("directory too short", "5 bytes lie before", () -> jar().directorySizeShift(-5)),
        with("directory longer than 2 GiB", "not where", () -> jar().directorySizeShift(1L << 31)),
        with("too many entries said", "its end says 5", () -> jar().countShift(3)),
        with("too few entries said", "its end says 1", () -> jar().countShift(-1)),
        with("no entries said", "its end says 0", () -> jar().countShift(-2)),
        with("part of a split archive", "split archive", () -> jar().disk(1)),
        with("entries of zip64", "zip64", () -> jar().countShift(0xffff - 2)),
        with(
            "locator of zip64",
            "zip64",
            () -> jar().behindDirectory(locator()).directorySizeShift(20)),
        holding("sizes in zip64", "zip64", ForgedEntry.of("a").size(0xffff_ffffL)),
        holding(
            "offset in zip64", "zip64", ForgedEntry.of("a").offsetShift(0xffff_ffffL - offset())),
        with(
            "junk in the directory",
            "central directory is broken",
            () -> jar().behindDirectory(new byte[50]).directorySizeShift(50)),
        with(
            "unlisted entry at the end",
            "belong to no entry",
            () -> jar().and(ForgedEntry.of("hidden").unlisted())),
        with(
            "unlisted entry in front",
            "bytes from byte 0 on belong to no entry",
            () -> Forgery.plain(ForgedEntry.of("hidden").unlisted(), ForgedEntry.of("a"))),
        with("gap", "4 bytes from", () -> jar().beforeDirectory(new byte[4])),
        holding("entry that is not there", NO_HEADER, ForgedEntry.of("ghost").unwritten()),
        holding(
            "entries that overlap",
            "overlaps the one before it",
            ForgedEntry.of("a"),
            ForgedEntry.of("b").unwritten().offsetShift(-20)),
        holding(
            "entries of the same data",
            "overlaps the one before it",
            ForgedEntry.of("a", "0123456789"),
            ForgedEntry.of("b", "0123456789").unwritten().offsetShift(-43)),
        holding(
            "offset beyond the end",
            "belong to no entry",
            ForgedEntry.of("a").offsetShift(1 << 20)),
        holding(
            "offset beyond 2 GiB", "belong to no entry", ForgedEntry.of("a").offsetShift(1L << 31)),
        holding(
            "data into the directory",
            "reaches into the central directory",
            ForgedEntry.of("a").compressedSize(50)),
        holding(
            "data beyond 2 GiB",
            "reaches into the central directory",
            ForgedEntry.of("a").compressedSize(0xf000_0000L)),
        holding(
            "other local name",
            "another name in its local header",
            ForgedEntry.of("a").localName("b")),
        holding("longer local name", "another name", ForgedEntry.of("a").localName("a.class")),
        holding("other local method", OTHER_SIZES, ForgedEntry.of("a").localMethod(0)),
        holding("other local size", OTHER_SIZES, ForgedEntry.of("a").localSize(1)),
        holding("no descriptor", DESCRIPTOR, ForgedEntry.of("a").flags(1 << 3)),
        holding("descriptor of zeros", DESCRIPTOR, ForgedEntry.of("a").descriptor(new byte[16])),
        holding("encrypted", "entry 'a' is encrypted", ForgedEntry.of("a").flags(1)),
        holding("strongly encrypted", "is encrypted", ForgedEntry.of("a").flags(1 << 6)),
        holding("encrypted with AES", "is encrypted", ForgedEntry.of("a").method(99)),
        holding("hidden local headers", "is encrypted", ForgedEntry.of("a").flags(1 << 13)),
        holding("patch data", "unknown flags", ForgedEntry.of("a").flags(1 << 5)),
        holding(
            "other method", "method 12, which Java does not know", ForgedEntry.of("a").method(12)),
        holding("symbolic link", "is a symbolic link", ForgedEntry.of("a", "/etc").mode(0xa1ff)),
        holding("device file", "is neither a file nor a folder", ForgedEntry.of("a").mode(0x61ff)),
        holding("pipe", "is neither a file nor a folder", ForgedEntry.of("a").mode(0x11ff)),
        holding("folder with content", "is a folder by its name", ForgedEntry.of("a/")));
  }

  private static Forgery jar() {
    return Forgery.jar(ForgedEntry.of("a"));
  }

  /** Where the second entry of a jar begins. */
  private static long offset() {
    ForgedEntry manifest = ForgedEntry.of(ArchiveEntry.MANIFEST, Forgery.MANIFEST_TEXT);
    return 30L + manifest.name.length + manifest.data.length;
  }

  private static byte[] cut(int bytes) {
    byte[] whole = jar().bytes();
    return Arrays.copyOf(whole, whole.length - bytes);
  }

  private static String latin(Forgery archive) {
    return new String(archive.bytes(), java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private static byte[] locator() {
    byte[] locator = new byte[20];
    locator[0] = 'P';
    locator[1] = 'K';
    locator[2] = 6;
    locator[3] = 7;
    return locator;
  }
}
