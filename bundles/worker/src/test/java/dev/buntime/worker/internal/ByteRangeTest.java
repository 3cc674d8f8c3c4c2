package dev.buntime.worker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** Range headers, RFC 9110 section 14, on a file with the tag "t". */
@RunWith(Parameterized.class)
public class ByteRangeTest {
  private static final String WHOLE = "whole";

  private final @Nullable String range;
  private final @Nullable String condition;
  private final long size;
  private final String expected;

  public ByteRangeTest(
      String name, @Nullable String range, @Nullable String condition, long size, String expected) {
    this.range = range;
    this.condition = condition;
    this.size = size;
    this.expected = expected;
  }

  @Parameters(name = "{0}: {1}, {2}, {3} bytes -> {4}")
  public static List<@Nullable Object[]> cases() {
    return List.of(
        of("no range", null, 100, WHOLE),
        of("first and last", "bytes=10-19", 100, "10+10 bytes 10-19/100"),
        of("one byte", "bytes=0-0", 100, "0+1 bytes 0-0/100"),
        of("the last byte", "bytes=99-99", 100, "99+1 bytes 99-99/100"),
        of("open end", "bytes=90-", 100, "90+10 bytes 90-99/100"),
        of("open end from the start", "bytes=0-", 100, "0+100 bytes 0-99/100"),
        of("suffix", "bytes=-10", 100, "90+10 bytes 90-99/100"),
        of("suffix longer than the file", "bytes=-200", 100, "0+100 bytes 0-99/100"),
        of("last behind the end", "bytes=50-1000", 100, "50+50 bytes 50-99/100"),
        of("18 digits", "bytes=50-999999999999999999", 100, "50+50 bytes 50-99/100"),
        of(
            "large file",
            "bytes=5000000000-5000000001",
            6_000_000_000L,
            "5000000000+2 bytes 5000000000-5000000001/6000000000"),
        of("blanks around", " bytes=0-1 ", 100, "0+2 bytes 0-1/100"),
        of("first at the end", "bytes=100-", 100, "unsatisfiable bytes */100"),
        of("both behind the end", "bytes=100-200", 100, "unsatisfiable bytes */100"),
        of("suffix of nothing", "bytes=-0", 100, "unsatisfiable bytes */100"),
        of("empty file", "bytes=0-", 0, "unsatisfiable bytes */0"),
        of("suffix of an empty file", "bytes=-5", 0, "unsatisfiable bytes */0"),
        of("backwards", "bytes=9-3", 100, WHOLE),
        of("no numbers", "bytes=-", 100, WHOLE),
        of("letters", "bytes=a-b", 100, WHOLE),
        of("negative", "bytes=--5", 100, WHOLE),
        of("no unit", "0-9", 100, WHOLE),
        of("other unit", "items=0-9", 100, WHOLE),
        of("no value", "", 100, WHOLE),
        of("several", "bytes=0-1,5-6", 100, WHOLE),
        of("several of one", "bytes=0-1,", 100, WHOLE),
        of("digits of another script", "bytes=٠-٩", 100, WHOLE),
        of("last larger than a long", "bytes=0-99999999999999999999", 100, WHOLE),
        of("more digits than a sane number", "bytes=" + "9".repeat(5000) + "-", 100, WHOLE),
        conditional("same tag", "\"t\"", "0+2 bytes 0-1/100"),
        conditional("other tag", "\"u\"", WHOLE),
        conditional("weak tag", "W/\"t\"", WHOLE),
        conditional("a date", "Sat, 29 Oct 1994 19:43:31 GMT", WHOLE));
  }

  private static @Nullable Object[] of(
      String name, @Nullable String range, long size, String expected) {
    return new @Nullable Object[] {name, range, null, size, expected};
  }

  private static @Nullable Object[] conditional(String name, String condition, String expected) {
    return new @Nullable Object[] {name, "bytes=0-1", condition, 100L, expected};
  }

  @Test
  public void of_followsTheRfc() {
    ByteRange found =
        ByteRange.of(
            Fakes.request("GET", "/f", headers()),
            new StaticFile("text/plain", "\"t\"", size, InputStream::nullInputStream));

    assertThat(text(found)).isEqualTo(expected);
    assertThat(found.size()).isEqualTo(size);
  }

  private String[] headers() {
    if (range == null) {
      return new String[0];
    }
    return condition == null
        ? new String[] {"Range", range}
        : new String[] {"Range", range, "If-Range", condition};
  }

  private String text(ByteRange found) {
    return switch (found.kind()) {
      case WHOLE -> found.first() == 0 && found.length() == size ? WHOLE : found.toString();
      case PART -> found.first() + "+" + found.length() + " " + found.contentRange();
      case UNSATISFIABLE -> "unsatisfiable " + found.contentRange();
    };
  }
}
