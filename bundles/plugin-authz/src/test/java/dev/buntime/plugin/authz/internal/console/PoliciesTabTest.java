package dev.buntime.plugin.authz.internal.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.plugin.authz.internal.pdp.Decision;
import dev.buntime.plugin.authz.internal.pdp.Frame;
import dev.buntime.plugin.authz.internal.set.Combining;
import dev.buntime.plugin.authz.internal.set.PolicySetCompiler;
import dev.buntime.plugin.authz.internal.store.Format;
import dev.buntime.plugin.authz.internal.store.StoreException;
import dev.buntime.plugin.authz.internal.store.StoredPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Test;

/** The page by the rules of the console: what runs in it, and what is served beside it. */
public class PoliciesTabTest {
  private static final Pattern SCRIPT =
      Pattern.compile("<script src=\"\\$\\{pluginRoot}/res/([a-z]+\\.js)\"></script>");

  private final PoliciesTab tab = new PoliciesTab();

  @Test
  public void getResource_whenItIsAFileOfThePage_isThere() {
    assertThat(PoliciesTab.FILES)
        .allSatisfy(name -> assertThat(tab.getResource("/policies/res/" + name)).isNotNull());
  }

  @Test
  public void getResource_whenItIsNone_isNotThere() {
    for (String path :
        List.of(
            "",
            "/policies",
            "/policies/res/",
            "/policies/res/policies.html",
            "/policies/res/PoliciesTab.class",
            "/policies/res/../console/page.js",
            "/policies/res//page.js",
            "/policies/page.js",
            "/other/res/page.js")) {
      assertThat(tab.getResource(path)).as(path).isNull();
    }
  }

  @Test
  public void page_runsItsFilesAlone() throws IOException {
    String page = tab.page();

    assertThat(found(SCRIPT, page))
        .containsExactly("page.js", "list.js", "editor.js", "history.js", "whatif.js");
    assertThat(SCRIPT.matcher(page).replaceAll(""))
        .doesNotContain("<script", "<style", "<link", "javascript:", "${")
        .doesNotContainPattern("\\s(on[a-z]+|style)=");
  }

  @Test
  public void page_hasALabelForEachField() throws IOException {
    String page = tab.page();
    List<String> fields =
        found(Pattern.compile("<(?:input|select|textarea)[^>]* id=\"([^\"]+)\""), page);

    assertThat(fields).hasSizeGreaterThan(15);
    assertThat(found(Pattern.compile("<label for=\"([^\"]+)\""), page)).containsAll(fields);
  }

  @Test
  public void scripts_findTheirElements() throws IOException {
    List<String> ids = found(Pattern.compile(" id=\"([^\"]+)\""), tab.page());

    assertThat(ids).doesNotHaveDuplicates();
    assertThat(found(Pattern.compile("(?:byId|value|list)\\('(pol-[^']+)'\\)"), scripts()))
        .hasSizeGreaterThan(40)
        .isSubsetOf(ids);
  }

  /** Whatever policies say is text. */
  @Test
  public void scripts_makeNoHtmlOfTexts() throws IOException {
    assertThat(scripts())
        .doesNotContainPattern("(inner|outer)HTML|insertAdjacent|document\\.write|\\$\\(|jQuery")
        .doesNotContainPattern("eval\\(|new Function|set(Timeout|Interval)\\(['\"`]")
        .doesNotContainPattern("srcdoc|javascript:");
  }

  /** The console sends them without saying how they are encoded. */
  @Test
  public void files_areAscii() throws IOException {
    assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(tab.page())).isTrue();
    for (String name : PoliciesTab.FILES) {
      assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(file(name))).as(name).isTrue();
    }
  }

  @Test
  public void templates_arePolicies() throws IOException, StoreException {
    var compiled =
        new PolicySetCompiler(new Frame(Combining.DENY_OVERRIDES.id(), Decision.DENY))
            .compile(
                List.of(
                    new StoredPolicy("new-policy", Format.JSON, file("new-policy.json")),
                    new StoredPolicy("by-xacml", Format.XACML, file("new-policy.xml"))));

    assertThat(compiled.policies()).hasSize(2);
  }

  private static List<String> found(Pattern pattern, String text) {
    List<String> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  private String scripts() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String name : PoliciesTab.FILES) {
      if (name.endsWith(".js")) {
        all.append(file(name));
      }
    }
    return all.toString();
  }

  private String file(String name) throws IOException {
    URL resource = Objects.requireNonNull(tab.getResource("/policies/res/" + name), name);
    try (InputStream in = resource.openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
