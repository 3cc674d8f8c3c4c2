package dev.buntime.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.versions.SemVer;
import java.util.List;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameter;
import org.junit.runners.Parameterized.Parameters;

@RunWith(Parameterized.class)
public class BundleVersionsTest {

  @Parameters(name = "semVer_when{0}_is{1}")
  public static List<String[]> cases() {
    return List.of(
        is("1", "1.0.0"),
        is("1.2", "1.2.0"),
        is("1.2.3", "1.2.3"),
        is("2.0.0.beta-1", "2.0.0-beta-1"),
        is("2.0.0.beta1", "2.0.0-beta1"),
        is("2.0.0.BETA_2", "2.0.0-BETA-2"),
        is("1.0.0.alpha", "1.0.0-alpha"),
        is("2.0.0.RC1", "2.0.0-RC1"),
        is("2.0.0.rc-1", "2.0.0-rc-1"),
        is("5.0.0.CR3", "5.0.0-CR3"),
        is("6.0.0.M1", "6.0.0-M1"),
        is("6.0.0.milestone-2", "6.0.0-milestone-2"),
        is("1.0.0.SNAPSHOT", "1.0.0-SNAPSHOT"),
        is("1.0.0.20240101-SNAPSHOT", "1.0.0-20240101-SNAPSHOT"),
        is("1.0.0.pre20", "1.0.0-pre20"),
        is("1.0.0.preview", "1.0.0-preview"),
        is("25.0.0.ea", "25.0.0-ea"),
        is("1.0.0.nightly-7", "1.0.0-nightly-7"),
        is("1.0.0.Final", "1.0.0+Final"),
        is("1.0.0.GA", "1.0.0+GA"),
        is("1.0.0.RELEASE", "1.0.0+RELEASE"),
        is("1.0.0.SP1", "1.0.0+SP1"),
        is("33.0.0.jre", "33.0.0+jre"),
        is("1.0.0.202401011200", "1.0.0+202401011200"),
        is("3.7.0.v20240101-1200", "3.7.0+v20240101-1200"),
        is("4.1.0.Final-redhat-00001", "4.1.0+Final-redhat-00001"),
        is("1.0.0.redhat-00001", "1.0.0+redhat-00001"),
        is("2.3.0.b05", "2.3.0+b05"),
        is("1.0.0.previous", "1.0.0+previous"),
        is("1.0.0.reactor_x", "1.0.0+reactor-x"),
        is("1.0.0.0", "1.0.0+0"));
  }

  private static String[] is(String bundleVersion, String semVer) {
    return new String[] {bundleVersion, semVer};
  }

  @Parameter(0)
  public String bundleVersion = "";

  @Parameter(1)
  public String semVer = "";

  @Test
  public void semVer_ofBundleVersion_isAsInTheTable() {
    assertThat(BundleVersions.semVer(bundleVersion)).isEqualTo(SemVer.parse(semVer));
  }
}
