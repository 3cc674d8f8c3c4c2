package dev.buntime.deployer.internal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** Each value that is not allowed refuses the artifact and says what would be. */
@RunWith(Parameterized.class)
public class WorkerKeysTest {
  private final String key;
  private final String value;
  private final String allowed;

  public WorkerKeysTest(String key, String value, String allowed) {
    this.key = key;
    this.value = value;
    this.allowed = allowed;
  }

  @Parameters(name = "{0}: {1}")
  public static List<Object[]> values() {
    String noLimit = "0 (no limit) or 1 ms to 86400 s, as a number of seconds or a text";
    String year = "0 (no limit) or 1 ms to 31536000 s";
    String never = "0 (never) or 1 ms to 31536000 s";
    return List.of(
        new Object[] {"entrypoint", "7", "a text"},
        new Object[] {"entrypoint", "\"  \"", "a text"},
        new Object[] {"timeout", "-1", noLimit},
        new Object[] {"timeout", "86400.001", noLimit},
        new Object[] {"timeout", "\"25h\"", noLimit},
        new Object[] {"timeout", "0.0001", noLimit},
        new Object[] {"timeout", "\"30\"", noLimit},
        new Object[] {"timeout", "\"30 days\"", noLimit},
        new Object[] {"timeout", "\"-5s\"", noLimit},
        new Object[] {"timeout", "true", noLimit},
        new Object[] {"timeout", "null", noLimit},
        new Object[] {"timeout", "1e999", noLimit},
        new Object[] {"timeout", "1e99999999999", noLimit},
        new Object[] {"timeout", "1e-999999999", noLimit},
        new Object[] {"ttl", "31536001", year},
        new Object[] {"idleTimeout", "[60]", never},
        new Object[] {"maxRequests", "-1", "a whole number from 0 to 2147483647"},
        new Object[] {"maxRequests", "2147483648", "a whole number from 0 to 2147483647"},
        new Object[] {"maxRequests", "1.5", "a whole number from 0 to 2147483647"},
        new Object[] {"maxRequests", "\"7\"", "a whole number from 0 to 2147483647"},
        new Object[] {"autoInstall", "1", "true or false"},
        new Object[] {"lowMemory", "\"true\"", "true or false"},
        new Object[] {"maxConcurrency", "0", "a whole number from 1 to 10000"},
        new Object[] {"maxConcurrency", "10001", "a whole number from 1 to 10000"},
        new Object[] {"queue", "-1", "a whole number from 0 to 100000"},
        new Object[] {"queue", "100001", "a whole number from 0 to 100000"},
        new Object[] {"maxBodySize", "-1", "0 to 2147483648 bytes"},
        new Object[] {"maxBodySize", "2147483649", "0 to 2147483648 bytes"},
        new Object[] {"maxBodySize", "0.5", "0 to 2147483648 bytes"},
        new Object[] {"maxBodySize", "\"3gib\"", "0 to 2147483648 bytes"},
        new Object[] {"maxBodySize", "\"10 MX\"", "0 to 2147483648 bytes"},
        new Object[] {"isolation", "\"process\"", "\"bundle\", the only isolation"},
        new Object[] {"isolation", "1", "\"bundle\", the only isolation"},
        new Object[] {"startTimeout", "0", "1 ms to 600 s"},
        new Object[] {"startTimeout", "600.5", "1 ms to 600 s"},
        new Object[] {"drainTimeout", "3601", "0 (do not wait) or 1 ms to 3600 s"},
        new Object[] {"healthPath", "\"health\"", "a path inside the app that begins with /"},
        new Object[] {"healthPath", "\"/a b\"", "a path inside the app that begins with /"},
        new Object[] {"healthPath", "\"\"", "a path inside the app that begins with /"});
  }

  @Test
  public void parse_whenValueIsNotAllowed_namesFilePlaceKeyValueAndRange() {
    assertThatThrownBy(() -> WorkerFile.parse("f", "{\n \"" + key + "\": " + value + "\n}"))
        .isInstanceOf(RefusedException.class)
        .hasMessageStartingWith("f, line 2, column " + (key.length() + 6) + ": " + key + " is ")
        .hasMessageContaining("; allowed is " + allowed)
        .hasMessageEndingWith("Correct the file");
  }
}
