package dev.buntime.itests.app;

/** A class that lies in a library of a web application. */
public final class WarLibrary {
  /** Its name. */
  public String name() {
    return "library";
  }
}
