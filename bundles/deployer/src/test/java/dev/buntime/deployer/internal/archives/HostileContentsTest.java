package dev.buntime.deployer.internal.archives;

import static dev.buntime.deployer.internal.archives.HostileArchive.holding;
import static dev.buntime.deployer.internal.archives.HostileArchive.with;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.runners.Parameterized.Parameters;

/** Archives that hold too much, something else than they say, or what harms who parses it. */
public class HostileContentsTest extends HostileArchivesFixture {
  private static final String COMPONENT = "OSGI-INF/a.xml";
  private static final String NO_DOCTYPE = "without a document type (DOCTYPE)";
  private static final String NAME = "Bundle-SymbolicName: ";

  public HostileContentsTest(HostileArchive archive) {
    super(archive);
  }

  @Parameters(name = "{0}")
  public static List<HostileArchive> archives() {
    return List.of(
        holding("bomb", "has 4278190080 bytes uncompressed", ForgedEntry.zeros("bomb", 255)),
        holding("bomb of 64 MiB", "it may be 100 times as much", ForgedEntry.zeros("bomb", 4)),
        holding(
            "bomb that lies", "is larger than its size", ForgedEntry.zeros("bomb", 255).size(100)),
        holding(
            "bomb that lies in the directory only",
            "other sizes",
            ForgedEntry.zeros("bomb", 255).size(100).localSize(4278190080L)),
        holding("bomb of many files", "brings the sum to", zeros(70)),
        holding(
            "huge settings",
            "as it is parsed",
            ForgedEntry.of("worker.jsonc", " ".repeat(9 << 20))),
        with(
            "too many entries with those in an archive",
            "in 'lib/a.jar': it has 40001 entries",
            () -> Forgery.jar(many(40_000)).and(jar(many(40_000)))),
        holding("smaller than said", "has 7 bytes, but its size is 9", ForgedEntry.of("a").size(9)),
        holding(
            "larger than said", "is larger than its size, 3 bytes", ForgedEntry.of("a").size(3)),
        holding("empty as said", "is larger than its size, 0 bytes", ForgedEntry.of("a").size(0)),
        holding("stored, smaller than said", "two sizes", stored().size(9)),
        holding(
            "data behind the data", "has more data than it uses", ForgedEntry.of("a").padded(9)),
        holding("data cut off", "entry 'a' ends too early", ForgedEntry.of("a").cut(2)),
        holding("wrong checksum", "the checksum of entry 'a' is wrong", ForgedEntry.of("a").crc(1)),
        holding("noise", "cannot be inflated", noise()),
        holding(
            "bomb in an archive",
            "in 'lib/a.jar': entry 'bomb'",
            jar(ForgedEntry.zeros("bomb", 255))),
        holding(
            "lying bomb in an archive", "larger", jar(ForgedEntry.zeros("bomb", 255).size(100))),
        holding(
            "bombs in archives",
            "brings the sum to",
            inner("a.jar"),
            inner("b.war"),
            inner("C.ZIP")),
        holding(
            "zip slip in an archive", "in 'lib/a.jar': entry '../b'", jar(ForgedEntry.of("../b"))),
        holding(
            "broken archive in it",
            "in 'lib/a.jar': it is broken",
            jar(ForgedEntry.of("a").crc(1))),
        holding("archives in archives", "'a.jar' is an archive in 4 archives", nested(4)),
        holding("archives without end", "is an archive in 4 archives", nested(40)),
        with(
            "archive of another name on the class path",
            "in 'lib/evil.txt': it is broken, zip END",
            () -> manifest("Bundle-ClassPath: .,lib/evil.txt").and(ForgedEntry.of("lib/evil.txt"))),
        with(
            "script before an archive on the class path",
            "in 'a.jar': it is broken, 5 bytes lie before",
            () ->
                manifest("Bundle-ClassPath: \"a.jar\";x=1")
                    .and(ForgedEntry.of("a.jar", Forgery.jar().prefix("#!sh\n").bytes()))),
        with(
            "class path that leads out",
            "Bundle-ClassPath has '../a.jar'",
            () -> manifest("Bundle-ClassPath: ., ../a.jar")),
        with(
            "class path on a drive",
            "Bundle-ClassPath has 'c:/a.jar'",
            () -> manifest("Bundle-ClassPath: \"c:/a.jar\"")),
        with("huge manifest", "allowed are 8 MiB", () -> manifest("X: " + "a b ".repeat(3 << 20))),
        with(
            "manifest of nothing",
            "META-INF/MANIFEST.MF: it is malformed",
            () -> Forgery.manifest("no header")),
        with(
            "script as name",
            "is '<script>alert(1)</script>'",
            () -> Forgery.manifest(NAME + "<script>alert(1)</script>", "App-Name: a")),
        with("command as name", "it may have letters", () -> Forgery.manifest(NAME + "$(reboot)")),
        with("path as name", "it may have letters", () -> Forgery.manifest(NAME + "../../x")),
        with(
            "long name",
            "allowed are 256 characters",
            () -> Forgery.manifest(NAME + "a".repeat(300))),
        with(
            "long app name",
            "allowed are 256 characters",
            () -> manifest("App-Name: " + "a".repeat(100_000))),
        with(
            "header that is there twice", "'X-Evil' twice", () -> manifest("X-Evil: a\nX-Evil: b")),
        with(
            "second symbolic name",
            "has header 'bundle-symbolicname' twice",
            () -> manifest("bundle-symbolicname: other")),
        with("lone carriage return", "control character \\u000d", () -> manifest("A: b\rC: d")),
        with("nul in the manifest", "control character \\u0000", () -> manifest("A: b\0c")),
        with("escape sequence in the manifest", "\\u001b", () -> manifest("App-Name: a\u001b[2J")),
        with("override in the manifest", "'a\\u202eb'", () -> manifest("Bundle-Name: a\u202eb")),
        xml(
            "external entity",
            NO_DOCTYPE,
            "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>"),
        xml("external subset", NO_DOCTYPE, "<!DOCTYPE a SYSTEM 'http://127.0.0.1/a.dtd'><a/>"),
        xml(
            "parameter entity",
            NO_DOCTYPE,
            "<!DOCTYPE a [<!ENTITY % x SYSTEM 'http://127.0.0.1/x'> %x;]><a/>"),
        xml(
            "billion laughs",
            NO_DOCTYPE,
            "<!DOCTYPE a [<!ENTITY a '1'><!ENTITY b '&a;&a;'>]><a>&b;</a>"),
        xml("empty document type", NO_DOCTYPE, "<!DOCTYPE a><a/>"),
        xml("undeclared entity", "was referenced, but not declared", "<a>&x;</a>"),
        xml("no XML", NO_DOCTYPE, "component"),
        holding(
            "document type in UTF-16",
            NO_DOCTYPE,
            ForgedEntry.of(
                COMPONENT,
                "<?xml version='1.0' encoding='UTF-16'?><!DOCTYPE a><a/>"
                    .getBytes(StandardCharsets.UTF_16))),
        component(
            "component elsewhere", "etc/b.xml", "Service-Component: OSGI-INF/x.xml, etc/b.xml"),
        component(
            "component after a space", "etc/b.cfg", "Service-Component: OSGI-INF/x.xml etc/b.cfg"),
        component("component with a semicolon", "etc/b;c.cfg", "Service-Component: etc/b;c.cfg"),
        component("component by pattern", "etc/b.cfg", "Service-Component: /etc/*.cfg"),
        component("component by odd pattern", "etc/b.cfg", "Service-Component: etc/**b*f*g"),
        with(
            "many patterns",
            "more than 64 patterns",
            () -> manifest("Service-Component: " + "*a*a*a*a,".repeat(100))),
        holding(
            "metatype", NO_DOCTYPE, ForgedEntry.of("OSGI-INF/metatype/a.xml", "<!DOCTYPE a><a/>")),
        holding(
            "entity in a deployment descriptor",
            "entry 'WEB-INF/web.xml', line 1, is not XML " + NO_DOCTYPE,
            ForgedEntry.of(
                "WEB-INF/web.xml",
                "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><web-app>&x;</web-app>")),
        holding(
            "laughs in a deployment descriptor",
            NO_DOCTYPE,
            ForgedEntry.of(
                "WEB-INF/web.xml",
                "<!DOCTYPE a [<!ENTITY a '1'><!ENTITY b '&a;&a;'>]><web-app>&b;</web-app>")),
        holding(
            "external subset beside a deployment descriptor",
            NO_DOCTYPE,
            ForgedEntry.of("WEB-INF/x.xml", "<!DOCTYPE a SYSTEM 'http://127.0.0.1/a.dtd'><a/>")),
        holding(
            "huge deployment descriptor",
            "allowed are 8 MiB",
            ForgedEntry.of("WEB-INF/web.xml", "<a>" + " ".repeat(9 << 20) + "</a>")),
        holding(
            "huge component",
            "allowed are 8 MiB",
            ForgedEntry.of(COMPONENT, "<a>" + " ".repeat(9 << 20) + "</a>")));
  }

  private static Forgery manifest(String line) {
    return Forgery.manifest("Manifest-Version: 1.0", NAME + "forged", line);
  }

  private static HostileArchive xml(String what, String reason, String text) {
    return holding(what, reason, ForgedEntry.of(COMPONENT, text));
  }

  private static HostileArchive component(String what, String file, String header) {
    return with(
        what,
        "entry '" + file + "', line 1, is not XML " + NO_DOCTYPE,
        () -> manifest(header).and(ForgedEntry.of(file, "<!DOCTYPE a><a/>")));
  }

  /** Files of zeros that are as large as nobody minds. */
  private static ForgedEntry[] zeros(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> ForgedEntry.zeros("zeros-" + i, 1))
        .toArray(ForgedEntry[]::new);
  }

  private static ForgedEntry[] many(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> ForgedEntry.folder(i + "/"))
        .toArray(ForgedEntry[]::new);
  }

  private static ForgedEntry stored() {
    return ForgedEntry.of("a").stored(new byte[7]);
  }

  private static ForgedEntry noise() {
    ForgedEntry noise = ForgedEntry.of("a");
    noise.data = new byte[] {(byte) 0xff, 1, 2, 3, 4, 5, 6};
    return noise.compressedSize(noise.data.length);
  }

  private static ForgedEntry jar(ForgedEntry... entries) {
    return ForgedEntry.of("lib/a.jar", Forgery.jar(entries).bytes());
  }

  /** An archive with a file of zeros that is as large as nobody minds. */
  private static ForgedEntry inner(String name) {
    return ForgedEntry.of(name, Forgery.plain(zeros(1)).bytes());
  }

  /** An archive in as many archives. */
  private static ForgedEntry nested(int levels) {
    ForgedEntry innermost = ForgedEntry.of("file");
    for (int i = 0; i < levels; i++) {
      innermost = ForgedEntry.of("a.jar", Forgery.plain(innermost).bytes());
    }
    return innermost;
  }
}
