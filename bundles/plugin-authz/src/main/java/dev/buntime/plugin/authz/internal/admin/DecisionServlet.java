package dev.buntime.plugin.authz.internal.admin;

import dev.buntime.jsonc.Jsonc;
import dev.buntime.jsonc.JsoncException;
import dev.buntime.jsonc.Member;
import dev.buntime.jsonc.Setting;
import dev.buntime.plugin.authz.internal.pdp.DecisionPoint;
import dev.buntime.plugin.authz.internal.pdp.RequestException;
import dev.buntime.plugin.authz.internal.query.ContextReader;
import dev.buntime.plugin.authz.internal.query.Situation;
import dev.buntime.plugin.authz.internal.set.PolicySet;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Decisions over HTTP. {@code POST /_/plugin-authz/evaluate} and {@code /explain} take what is
 * known of a request in the short form, or a list of those; {@code /pdp} takes a request of XACML
 * 3.0, in XML or in its JSON Profile, and answers in the same form (REST Profile of XACML 3.0):
 * what is none is 400, a body of another type 415, a client that takes the answer in another form
 * only 406. Behind the login of the management plane.
 */
@Component(
    service = Servlet.class,
    property = {
      "osgi.http.whiteboard.servlet.pattern=/evaluate",
      "osgi.http.whiteboard.servlet.pattern=/explain",
      "osgi.http.whiteboard.servlet.pattern=/pdp",
      "osgi.http.whiteboard.context.select=(osgi.http.whiteboard.context.name=plugin-authz)"
    })
public final class DecisionServlet extends AdminServlet {
  private static final long serialVersionUID = 1L;
  private static final int MOST = 1000;
  private static final String BATCH = "requests";

  private final transient PolicyPoint point;

  /** Made by Declarative Services. */
  @Activate
  public DecisionServlet(@Reference PolicyPoint point) {
    this.point = point;
  }

  /** What is answered for what is known of a request. */
  private interface Answer {
    Object of(Situation situation);
  }

  @Override
  void answer(HttpServletRequest request, HttpServletResponse response)
      throws IOException, RefusedException {
    if (!request.getMethod().equals("POST")) {
      throw notAllowed(response, "POST");
    }
    PolicySet policies = point.store().current().compiled();
    String body = body(request);
    switch (request.getServletPath()) {
      case "/evaluate" ->
          Answers.json(
              response, answer(body, each -> DecisionJson.of(policies.decideAndName(each))));
      case "/explain" ->
          Answers.json(
              response, answer(body, each -> DecisionJson.of(each, policies.explain(each))));
      default -> decide(request, body, policies.point(), response);
    }
  }

  private static void decide(
      HttpServletRequest request, String body, DecisionPoint point, HttpServletResponse response)
      throws IOException, RefusedException {
    XacmlForm form = XacmlForm.of(request.getContentType(), body);
    String type = form.answer(Collections.list(request.getHeaders("Accept")));
    try {
      String answer =
          switch (form) {
            case XML -> point.answerXml(body);
            case JSON -> point.answerJson(body);
          };
      Answers.text(response, type, answer);
    } catch (RequestException e) {
      throw new RefusedException(
          HttpServletResponse.SC_BAD_REQUEST,
          "The body is no request of XACML 3.0: " + sentence(String.valueOf(e.getMessage())),
          e);
    }
  }

  private static Object answer(String body, Answer answer) throws RefusedException {
    Instant now = Instant.now();
    try {
      if (!body.stripLeading().startsWith("[")) {
        return answer.of(ContextReader.read(Jsonc.parse("the body", body), now));
      }
      List<Object> answers = new ArrayList<>();
      for (Setting each : batch(body)) {
        List<Member> context =
            each.members("an object with subject, resource, action, environment");
        answers.add(answer.of(ContextReader.read(context, now)));
      }
      return answers;
    } catch (JsoncException e) {
      throw new RefusedException(
          HttpServletResponse.SC_BAD_REQUEST, sentence(String.valueOf(e.getMessage())), e);
    }
  }

  /** The reader takes objects, so the list becomes a member of one. */
  private static List<Setting> batch(String body) throws JsoncException, RefusedException {
    Setting list =
        Jsonc.parse("the body", "{\"%s\":%s\n}".formatted(BATCH, body)).getFirst().setting();
    List<Setting> items = list.items("a list of objects");
    if (items.size() > MOST) {
      throw new RefusedException(
          HttpServletResponse.SC_BAD_REQUEST,
          "The list has %d requests; ask for at most %d at once.".formatted(items.size(), MOST));
    }
    return items;
  }
}
