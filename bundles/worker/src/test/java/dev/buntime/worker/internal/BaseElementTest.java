package dev.buntime.worker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** Where the base element goes; the place is marked with a bar. */
@RunWith(Parameterized.class)
public class BaseElementTest {
  private static final String MARK = "|";
  private static final String ELEMENT = "<base href=\"/spa@1/\">";

  private final String page;

  public BaseElementTest(String name, String page) {
    this.page = page;
  }

  @Parameters(name = "{0}")
  public static List<Object[]> cases() {
    return List.of(
        of("plain", "<!doctype html><html><head>|<title>x</title></head><body></body></html>"),
        of("before another base", "<head>|<base href=\"/mine/\"></head>"),
        of("head with attributes", "<html><head lang=\"en\" data-x='1'>|<title>x</title></head>"),
        of("upper case", "<!DOCTYPE HTML><HTML><HEAD>|<TITLE>x</TITLE></HEAD>"),
        of("tag over lines", "<html\n  lang=\"en\">\n<head\n  data-x\n>|\n<title>x</title></head>"),
        of("blank in the tag", "<html><head >|</head>"),
        of("no head", "<!doctype html><html lang=\"en\">|<title>x</title><p>x"),
        of("no html", "<!doctype html>|<title>x</title><p>x"),
        of("old doctype", "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0//EN\" \"x\">|<p>x"),
        of("nothing but text", "|hello"),
        of("nothing", "|"),
        of("header is not head", "<html>|<body><header class=\"top\">x</header></body>"),
        of("heading is not head", "<!doctype html>|<heading>x</heading>"),
        of("only the first head", "<head>|<title>x</title></head><p>&lt;head> <head></head>"),
        of("comment before the head", "<!doctype html><!-- a <b> c --><head>|</head>"),
        of("comment with a head", "<!doctype html><!-- <head> goes here --><head>|</head>"),
        of("comment with html, no head", "<!doctype html>|<!-- <html> --><p>x"),
        of("attribute with an angle bracket", "<html><head data-x=\"a>b\">|</head>"),
        of("script that speaks of a head", "<!doctype html>|<script>s = '<head>'</script>"));
  }

  private static Object[] of(String name, String page) {
    return new Object[] {name, page};
  }

  @Test
  public void insert_putsItFirstIntoTheHead() {
    byte[] html = page.replace(MARK, "").getBytes(StandardCharsets.UTF_8);

    byte[] changed = BaseElement.insert(html, "/spa@1/");

    assertThat(new String(changed, StandardCharsets.UTF_8)).isEqualTo(page.replace(MARK, ELEMENT));
  }
}
