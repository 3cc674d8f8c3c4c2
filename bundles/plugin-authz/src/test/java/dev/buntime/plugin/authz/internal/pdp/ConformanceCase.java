package dev.buntime.plugin.authz.internal.pdp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.parsers.ParserConfigurationException;
import org.xml.sax.SAXException;

/**
 * A case of the conformance suite: a folder with policies, a request and the response that must
 * come.
 */
record ConformanceCase(Path folder) {
  /** All mandatory cases, by name. */
  static List<ConformanceCase> in(Path suite) throws IOException {
    try (Stream<Path> folders = Files.list(suite.resolve("mandatory"))) {
      return folders.filter(Files::isDirectory).sorted().map(ConformanceCase::new).toList();
    }
  }

  String name() {
    return String.valueOf(folder.getFileName());
  }

  /** What is wrong with the answer; empty if the case passes. */
  Optional<String> failure() {
    try {
      return Files.exists(folder.resolve("Response.xml")) ? wrongAnswer() : wronglyAccepted();
    } catch (IOException | PolicyException | ParserConfigurationException | SAXException e) {
      return Optional.of(e.toString());
    }
  }

  private Optional<String> wrongAnswer()
      throws IOException, PolicyException, ParserConfigurationException, SAXException {
    String request = Files.readString(folder.resolve("Request.xml"));
    ResponseFacts expected = ResponseFacts.of(Files.readString(folder.resolve("Response.xml")));
    ResponseFacts actual = ResponseFacts.of(decisionPoint().decideXml(request));
    return actual.equals(expected)
        ? Optional.empty()
        : Optional.of("expected " + expected + " but was " + actual);
  }

  /** Without a response the policy is not valid, and refused before any request comes. */
  private Optional<String> wronglyAccepted() throws IOException {
    try {
      decisionPoint();
      return Optional.of("the invalid policy was accepted");
    } catch (PolicyException _) {
      return Optional.empty();
    }
  }

  private DecisionPoint decisionPoint() throws IOException, PolicyException {
    Path repository = folder.resolve("Policies");
    Path root = (Files.isDirectory(repository) ? repository : folder).resolve("Policy.xml");
    List<PolicyText> documents = new ArrayList<>();
    documents.add(read(root));
    if (Files.isDirectory(repository)) {
      try (Stream<Path> files = Files.list(repository)) {
        for (Path file : files.filter(other -> !other.equals(root)).sorted().toList()) {
          documents.add(read(file));
        }
      }
    }
    return DecisionPoint.of(documents, XacmlReader.policy(documents.getFirst()).id());
  }

  private static PolicyText read(Path file) throws IOException {
    return new PolicyText(String.valueOf(file.getFileName()), Files.readString(file));
  }
}
