package dev.buntime.worker.internal;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.osgi.framework.Bundle;

/**
 * Gives a web application the private folder that it may expect (Jakarta Servlet 6.1, section
 * 4.8.1): one in the storage of its bundle, which goes with the bundle.
 *
 * @param bundle the bundle of the app
 */
record TempFolder(Bundle bundle) implements ServletContextListener {

  @Override
  public void contextInitialized(ServletContextEvent event) {
    File folder = bundle.getBundleContext().getDataFile("temp");
    if (folder == null) {
      return; // a framework without a file system
    }
    try {
      Files.createDirectories(folder.toPath());
    } catch (IOException e) {
      throw new UncheckedIOException("the folder for its temporary files cannot be made", e);
    }
    event.getServletContext().setAttribute(ServletContext.TEMPDIR, folder);
  }
}
