package dev.buntime.deployer.internal.archives;

import static dev.buntime.deployer.internal.archives.HostileArchive.holding;
import static dev.buntime.deployer.internal.archives.HostileArchive.named;

import java.util.List;
import org.junit.runners.Parameterized.Parameters;

/** Archives whose entries have names that lead out, deceive, or are one name to some reader. */
public class HostileNamesTest extends HostileArchivesFixture {
  private static final String OUT = "leads out of the archive";
  private static final String WINDOWS = "Windows";
  private static final String HIDDEN = "does not show";

  public HostileNamesTest(HostileArchive archive) {
    super(archive);
  }

  @Parameters(name = "{0}")
  public static List<HostileArchive> archives() {
    return List.of(
        named("zip slip", "../evil.sh", "entry '../evil.sh' has a name that " + OUT),
        named("zip slip inside", "a/b/../../../evil", OUT),
        named("zip slip that stays inside", "a/../b", OUT),
        named("zip slip at the end", "a/..", OUT),
        holding("zip slip of a folder", OUT, ForgedEntry.folder("a/../")),
        named("zip slip with backslashes", "..\\evil", OUT),
        named("backslash inside", "a\\b", "entry 'a\\u005cb' has a name that " + OUT),
        named("absolute name", "/etc/passwd", OUT),
        named("share of Windows", "//server/share", OUT),
        named("share of Windows with backslashes", "\\\\server\\share", OUT),
        named("drive", "C:/Windows/evil.dll", OUT),
        named("drive without slash", "c:evil", OUT),
        named("second stream of a file", "a.txt:evil", WINDOWS),
        named("device", "CON", "has the name of a device of Windows"),
        named("device with extension", "a/nul.txt", WINDOWS),
        named("device in lower case", "com1", WINDOWS),
        named("device with superscript digit", "LPT\u00b9.txt", WINDOWS),
        named("device with space", "aux .txt", WINDOWS),
        holding("device as folder", WINDOWS, ForgedEntry.folder("prn/")),
        named("dot at the end", "evil.", WINDOWS),
        named("space at the end of a folder", "a /b", WINDOWS),
        named("line feed", "a\nERROR all is lost", "entry 'a\\u000aERROR all is lost' has a "),
        named("carriage return", "a\rb", HIDDEN),
        named("nul character", "a.html\0.class", HIDDEN),
        named("escape sequence", "a\u001b[2J", "'a\\u001b[2J'"),
        named("second control character set", "a\u009bb", HIDDEN),
        named("right-to-left override", "a\u202egnp.exe", "'a\\u202egnp.exe'"),
        named("isolate", "a\u2066b", HIDDEN),
        named("zero width space", "a\u200b.class", HIDDEN),
        named("line separator", "a\u2028b", HIDDEN),
        named("quote that ends the quote", "'; rm -rf ~ #\n", "'\\u0027; rm -rf ~ #\\u000a'"),
        holding("no name", "entry '' has no name", ForgedEntry.of("")),
        holding("slash alone", OUT, ForgedEntry.folder("/")),
        named("empty part", "a//b", "an empty part"),
        named("dot as part", "a/./b", "an empty part or a ."),
        named("dot in front", "./a", "an empty part or a ."),
        named("long name", "a".repeat(1025), "(1025 characters) has a name that is too long"),
        named("longest name", "a".repeat(65535), "(65535 characters)"),
        named("deep folders", "a/".repeat(40) + "b", "is in 40 folders, allowed are 39"),
        holding(
            "name that is not UTF-8",
            "a name that is not UTF-8",
            ForgedEntry.of("x").rawName((byte) 'a', (byte) 0xff, (byte) '\n')),
        holding(
            "overlong slash",
            "not UTF-8",
            ForgedEntry.of("x").rawName((byte) '.', (byte) '.', (byte) 0xc0, (byte) 0xaf)),
        holding(
            "second name in a Unicode path field",
            "second name",
            ForgedEntry.of("good").extra(0x75, 0x70, 9, 0, 1, 0, 0, 0, 0, '/', 'b', 'a', 'd')),
        holding("duplicate", "entry 'a' is there twice", ForgedEntry.of("a"), ForgedEntry.of("a")),
        holding("second manifest", "is there twice", ForgedEntry.of("META-INF/MANIFEST.MF")),
        holding(
            "manifest in lower case",
            "differs from 'META-INF",
            ForgedEntry.of("META-INF/manifest.mf")),
        holding(
            "settings in two cases",
            "differs from 'worker.jsonc' only in case",
            ForgedEntry.of("worker.jsonc"),
            ForgedEntry.of("Worker.jsonc")),
        holding(
            "names of two normal forms",
            "in how accents are written",
            ForgedEntry.of("\u00e9"),
            ForgedEntry.of("e\u0301")),
        holding(
            "file and folder",
            "makes 'a' a file and a folder",
            ForgedEntry.of("a"),
            ForgedEntry.folder("a/")),
        holding(
            "file in a file",
            "makes 'a' a file and a folder",
            ForgedEntry.of("a"),
            ForgedEntry.of("a/b")),
        holding(
            "folder that becomes a file",
            "makes 'a' a file and a folder",
            ForgedEntry.of("a/b"),
            ForgedEntry.of("a")));
  }
}
