package dev.buntime.launcher.client;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** An option of the commands that talk to a runner. */
public enum ClientOption {
  /** Where the runner is. */
  URL("--url", "<url>", "where the runner is; BUNTIME_URL says so as well", true),
  /** Whose runner it is. */
  DATA("--data", "<folder>", "the data folder of a runner of this machine, without --url", true),
  /** Answers for programs. */
  JSON("--json", "", "prints what the runner answers, as JSON", true),
  /** The file name of an artifact. */
  NAME("--name", "<name>", "deploy: the file name of the artifact", false),
  /** Do not wait. */
  ASYNC("--async", "", "deploy: do not wait until it is live", false),
  /** Change nothing. */
  DRY_RUN("--dry-run", "", "deploy: check and resolve it, and change nothing", false),
  /** Go on. */
  FOLLOW("-f", "", "logs: go on with the lines to come", false),
  /** How grave. */
  LEVEL("--level", "<level>", "logs: only lines that are as grave, or graver", false),
  /** How many. */
  LIMIT("--limit", "<number>", "logs: how many lines at most", false);

  private final String flag;
  private final String value;
  private final String description;
  private final boolean common;

  ClientOption(String flag, String value, String description, boolean common) {
    this.flag = flag;
    this.value = value;
    this.description = description;
    this.common = common;
  }

  static Optional<ClientOption> of(String flag) {
    return Arrays.stream(values()).filter(each -> each.flag.equals(flag)).findFirst();
  }

  static List<String> flags() {
    return Arrays.stream(values()).map(ClientOption::flag).toList();
  }

  String flag() {
    return flag;
  }

  boolean hasValue() {
    return !value.isEmpty();
  }

  boolean isCommon() {
    return common;
  }

  /** The line that explains it in the help. */
  public String help() {
    return "  %-24s %s".formatted((flag + " " + value).strip(), description);
  }
}
