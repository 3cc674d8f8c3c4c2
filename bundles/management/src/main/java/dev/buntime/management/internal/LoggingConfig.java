package dev.buntime.management.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the log. */
@ObjectClassDefinition(
    name = "Buntime logging",
    description =
        "What is logged, and how. A change is in force at once where nothing else is said.")
@interface LoggingConfig {

  /** PID of the configuration. */
  String PID = "dev.buntime.logging";

  /** How grave a line has to be. */
  @AttributeDefinition(
      name = "Level",
      description = "How grave a line has to be to be logged: debug, info, warn or error.")
  String level() default "info";

  /** How lines look. */
  @AttributeDefinition(
      name = "Format",
      description = "How lines look: pretty for people, json for programs.")
  String format() default "pretty";

  /** Levels of loggers. */
  @AttributeDefinition(
      name = "Levels of loggers",
      description =
          "Texts such as org.eclipse.jetty=debug; each counts for the loggers below it, too.")
  String[] levels() default {};

  /** Levels of apps. */
  @AttributeDefinition(
      name = "Levels of apps",
      description = "Texts such as hello-api=debug: levels of the lines of an app.")
  String[] apps() default {};

  /** When a log file is full. */
  @AttributeDefinition(
      name = "File size",
      description =
          "Bytes after which a new log file is begun, 1024 to 1099511627776. Takes effect at the"
              + " next start.",
      min = "1024",
      max = "1099511627776")
  long file_size() default 10_485_760;

  /** How old a log file gets. */
  @AttributeDefinition(
      name = "File age",
      description =
          "Days after which an old log file is deleted, 1 to 3650. Takes effect at the next start.",
      min = "1",
      max = "3650")
  int file_days() default 14;

  /** How large the old log files may be. */
  @AttributeDefinition(
      name = "Size of old files",
      description =
          "Bytes that the old log files may have together, 1024 to 1125899906842624. Takes effect"
              + " at the next start.",
      min = "1024",
      max = "1125899906842624")
  long file_total() default 104_857_600;

  /** How many lines an app may log in a second. */
  @AttributeDefinition(
      name = "Flood rate",
      description =
          "Lines a second that an app may log, 0 to 1000000; 0 is any number. What is more is"
              + " counted and left out.",
      min = "0",
      max = "1000000")
  int flood_rate() default 500;

  /** How many lines an app may log at once. */
  @AttributeDefinition(
      name = "Flood burst",
      description = "Lines that an app may log at once, 1 to 1000000.",
      min = "1",
      max = "1000000")
  int flood_burst() default 2000;

  /** Whether requests are logged. */
  @AttributeDefinition(
      name = "Access log",
      description = "Whether requests are logged, in a file of their own.")
  boolean access_enabled() default false;

  /** How lines of the access log look. */
  @AttributeDefinition(
      name = "Format of the access log",
      description = "How the lines of the access log look: combined or json.")
  String access_format() default "combined";

  /** Where the values come from. */
  @AttributeDefinition(
      name = "Origin",
      description = "Where each value comes from. Written by the runner; a change has no effect.")
  String[] buntime_origin() default {};
}
