package dev.buntime.itests;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.Assume;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** A real browser without a window. */
final class Chromium {
  private static final Path BROWSER = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

  private Chromium() {}

  /** Skips the tests, and says why, where there is none. */
  static void assume() {
    Assume.assumeTrue(
        "Chromium and ChromeDriver (Debian: chromium chromium-driver) are not installed",
        Files.exists(BROWSER) && Files.exists(DRIVER));
  }

  /**
   * How it is started.
   *
   * @param profile a folder of its own
   */
  static ChromeOptions options(Path profile) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(BROWSER.toFile());
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage", // it is small in containers, and a page ends when it is full
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--user-data-dir=" + profile);
    return options;
  }

  /** Starts it. */
  static ChromeDriver open(ChromeOptions options) {
    return new ChromeDriver(
        new ChromeDriverService.Builder()
            .usingDriverExecutable(DRIVER.toFile())
            .withTimeout(Duration.ofMinutes(1))
            .build(),
        options);
  }
}
