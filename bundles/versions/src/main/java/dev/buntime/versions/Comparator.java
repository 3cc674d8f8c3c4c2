package dev.buntime.versions;

import org.jspecify.annotations.Nullable;

/**
 * One condition on a version: {@code >=1.2}, {@code ^1.2}, one end of an interval.
 *
 * @param operator how the version is compared
 * @param operand what it is compared with
 */
record Comparator(Operator operator, Partial operand) {

  /** How bounds treat the pre-releases at their edges; node-semver has both. */
  enum Reading {
    /** A bound without pre-release is a release: {@code 1.x} begins with 1.0.0. */
    STRICT,
    /** A bound with missing numbers takes its pre-releases in: {@code 1.x} begins with 1.0.0-0. */
    WIDE
  }

  /** How a version is compared. */
  enum Operator {
    EQUAL,
    LESS,
    AT_MOST,
    GREATER,
    AT_LEAST,
    /** {@code ^}: the first number that is not 0 stays. */
    CARET,
    /** {@code ~}: major and, if given, minor stay. */
    TILDE,
    /** The left side of {@code 1.0 - 1.9}; the right side is {@link #AT_MOST}. */
    HYPHEN_FROM,
    /** The right end of {@code [1.0,2.0)}. */
    OPEN_END
  }

  /** The versions that satisfy this. */
  Interval interval(Reading reading) {
    if (operand.isAny()) {
      return operator == Operator.GREATER || operator == Operator.LESS
          ? Interval.NONE
          : Interval.ALL;
    }
    return switch (operator) {
      case EQUAL -> between(reading, operand.successor());
      case CARET -> between(reading, operand.firstAbove(operand.firstSignificant()));
      case TILDE -> between(reading, operand.firstAbove(Math.min(1, operand.numbers().size() - 1)));
      case AT_LEAST -> Interval.from(start(reading));
      case HYPHEN_FROM -> Interval.from(edge(reading));
      case GREATER -> Interval.from(above(reading));
      case LESS -> Interval.below(operand.isComplete() ? operand.floor() : edge(Reading.WIDE));
      case AT_MOST -> Interval.below(operand.successor());
      case OPEN_END -> Interval.below(edge(reading));
    };
  }

  private Interval between(Reading reading, @Nullable SemVer to) {
    return new Interval(start(reading), to);
  }

  private SemVer start(Reading reading) {
    return operand.isComplete() ? operand.floor() : edge(reading);
  }

  private SemVer edge(Reading reading) {
    return switch (reading) {
      case STRICT -> operand.floor();
      case WIDE -> operand.lowestPreRelease();
    };
  }

  /** {@code >1} begins with the release 2.0.0 if read strictly, with its pre-releases if not. */
  private @Nullable SemVer above(Reading reading) {
    SemVer successor = operand.successor();
    return successor == null || operand.isComplete() || reading == Reading.WIDE
        ? successor
        : SemVer.of(successor.major(), successor.minor(), successor.patch());
  }
}
