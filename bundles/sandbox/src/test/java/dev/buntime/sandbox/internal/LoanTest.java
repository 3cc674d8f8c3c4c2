package dev.buntime.sandbox.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.Test;
import org.osgi.framework.ServiceReference;

public final class LoanTest {
  private static final String SERVLET = "jakarta.servlet.Servlet";
  private static final String FILTER = "jakarta.servlet.Filter";
  private static final String HELPER = "org.osgi.service.servlet.context.ServletContextHelper";
  private static final String PATTERN = "osgi.http.whiteboard.servlet.pattern";
  private static final String SELECT = "osgi.http.whiteboard.context.select";
  private static final String NAME = "osgi.http.whiteboard.context.name";
  private static final String PATH = "osgi.http.whiteboard.context.path";

  @Test
  public void of_whenServlet_copiesItsPropertiesAndSelectsTheSlot() {
    Loan loan = loan(Fakes.service(Fakes.SHOP, SERVLET, PATTERN, "/hi/*", "ranking", 7));

    assertThat(loan.types()).containsExactly(SERVLET);
    assertThat(loan.isEntry()).isTrue();
    assertThat(loan.properties().get(PATTERN)).isEqualTo("/hi/*");
    assertThat(loan.properties().get("ranking")).isEqualTo(7);
    assertThat(loan.properties().get(SELECT))
        .isEqualTo("(&(dev.buntime.slot=w1)(dev.buntime.context=default))");
  }

  @Test
  public void of_whenContextIsSelected_translatesIt() {
    Loan loan = loan(Fakes.service(Fakes.SHOP, SERVLET, PATTERN, "/", SELECT, "admin"));

    assertThat(loan.properties().get(SELECT))
        .isEqualTo("(&(dev.buntime.slot=w1)(dev.buntime.context=admin))");
  }

  @Test
  public void of_whenOtherTypesToo_lendsOnlyWhatFelixHttpTakes() {
    Loan loan =
        loan(
            Fakes.service(
                Fakes.SHOP,
                new Object(),
                List.of("com.acme.Hello", SERVLET, FILTER),
                PATTERN,
                "/"));

    assertThat(loan.types()).containsExactly(SERVLET, FILTER);
  }

  @Test
  public void of_whenListener_isLentAndNoEntry() {
    for (String type :
        List.of(
            "jakarta.servlet.ServletContextListener",
            "jakarta.servlet.ServletContextAttributeListener",
            "jakarta.servlet.ServletRequestListener",
            "jakarta.servlet.ServletRequestAttributeListener",
            "jakarta.servlet.http.HttpSessionListener",
            "jakarta.servlet.http.HttpSessionAttributeListener",
            "jakarta.servlet.http.HttpSessionIdListener")) {
      Loan loan = loan(Fakes.service(Fakes.SHOP, type, "osgi.http.whiteboard.listener", "true"));

      assertThat(loan.types()).containsExactly(type);
      assertThat(loan.isEntry()).as(type).isFalse();
    }
  }

  @Test
  public void of_whenResource_isLentAsObject() {
    Loan loan =
        loan(
            Fakes.service(
                Fakes.SHOP,
                "com.acme.Files",
                "osgi.http.whiteboard.resource.pattern",
                "/files/*",
                "osgi.http.whiteboard.resource.prefix",
                "/static"));

    assertThat(loan.types()).containsExactly("java.lang.Object");
    assertThat(loan.isEntry()).isTrue();
  }

  @Test
  public void of_whenServletWithResource_isLentAsServlet() {
    Loan loan =
        loan(
            Fakes.service(
                Fakes.SHOP, SERVLET, PATTERN, "/", "osgi.http.whiteboard.resource.pattern", "/x"));

    assertThat(loan.types()).containsExactly(SERVLET);
  }

  @Test
  public void of_whenFilter_isAnEntryByPatternAndByRegex() {
    assertThat(
            loan(Fakes.service(Fakes.SHOP, FILTER, "osgi.http.whiteboard.filter.pattern", "/*"))
                .isEntry())
        .isTrue();
    assertThat(
            loan(Fakes.service(Fakes.SHOP, FILTER, "osgi.http.whiteboard.filter.regex", ".*"))
                .isEntry())
        .isTrue();
    assertThat(
            loan(Fakes.service(Fakes.SHOP, FILTER, "osgi.http.whiteboard.filter.servlet", "s"))
                .isEntry())
        .as("only with its servlet")
        .isFalse();
  }

  @Test
  public void of_whenErrorPage_isNoEntry() {
    Loan loan =
        loan(Fakes.service(Fakes.SHOP, SERVLET, "osgi.http.whiteboard.servlet.errorPage", "404"));

    assertThat(loan.types()).containsExactly(SERVLET);
    assertThat(loan.isEntry()).isFalse();
  }

  @Test
  public void of_whenUnknownType_isNotLent() {
    assertThat(loan(Fakes.service(Fakes.SHOP, "com.acme.Thing", PATTERN, "/")).types()).isEmpty();
    assertThat(
            loan(Fakes.service(
                    Fakes.SHOP,
                    "org.osgi.service.servlet.whiteboard.Preprocessor",
                    "osgi.http.whiteboard.preprocessor.init.x",
                    "y"))
                .types())
        .as("would see everybody's requests")
        .isEmpty();
  }

  @Test
  public void of_whenOwnContext_movesItIntoTheSlot() {
    Loan loan = loan(Fakes.service(Fakes.SHOP, HELPER, NAME, "admin", PATH, "/admin"));

    assertThat(loan.types()).containsExactly(HELPER);
    assertThat(loan.properties().get(NAME)).isEqualTo("w1.admin");
    assertThat(loan.properties().get(PATH)).isEqualTo("/.w/1/admin");
    assertThat(loan.properties().get("dev.buntime.slot")).isEqualTo("w1");
    assertThat(loan.properties().get("dev.buntime.context")).isEqualTo("admin");
    assertThat(loan.properties().get(SELECT)).isNull();
    assertThat(loan.isEntry()).isFalse();
  }

  @Test
  public void of_whenOwnContextIsAtTheRoot_hasThePathOfTheSlot() {
    Loan loan = loan(Fakes.service(Fakes.SHOP, HELPER, NAME, "admin", PATH, "/"));

    assertThat(loan.properties().get(PATH)).isEqualTo("/.w/1");
  }

  @Test
  public void isWhiteboard_looksAtThePrefix() {
    assertThat(Loan.isWhiteboard(Fakes.service(Fakes.SHOP, SERVLET, PATTERN, "/"))).isTrue();
    assertThat(Loan.isWhiteboard(Fakes.service(Fakes.SHOP, SERVLET))).isFalse();
    assertThat(Loan.isWhiteboard(Fakes.service(Fakes.SHOP, SERVLET, "osgi.http.x", "/"))).isFalse();
  }

  private static Loan loan(ServiceReference<?> service) {
    return Loan.of(service, "w1", "/.w/1");
  }
}
