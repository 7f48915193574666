// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the real {@code ./remora} in a pretended repository, with pretended JDKs and a pretended
 * Maven that write down how they were called.
 */
class StartScriptTest {
  private static final Path SCRIPT = Path.of("../../remora").toAbsolutePath().normalize();
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** "Builds" what the script looks for, and writes down its arguments and environment. */
  private static final String MAVEN =
      """
      #!/bin/bash
      echo "$@" >>"$MAVEN_CALLS"
      echo "JAVA25_HOME=$JAVA25_HOME JAVA_HOME=$JAVA_HOME in $PWD"
      [ -z "$MAVEN_FAILS" ] || { echo '[ERROR] no disk'; exit 1; }
      mkdir -p assembly/cli/target/lib assembly/cli/target/sample-function/lib assembly/layer/target
      touch assembly/cli/target/remora-cli.jar assembly/layer/target/remora-layer-1-x86_64.zip
      """;

  @TempDir Path folder;

  private Path repository;
  private Path binaries;
  private Path userHome;
  private Path jdks;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void aCloneOnAMachineWithMavenButWithoutJdk() throws IOException {
    repository = Files.createDirectories(folder.resolve("a clone"));
    Files.copy(SCRIPT, repository.resolve("remora"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.writeString(repository.resolve("pom.xml"), "");
    Path source = Files.createDirectories(repository.resolve("assembly/cli/src/main"));
    Files.writeString(source.resolve("A.java"), "");
    age(source.resolve("A.java"));
    userHome = Files.createDirectories(folder.resolve("home"));
    jdks = Files.createDirectories(folder.resolve("jdks"));
    binaries = Files.createDirectories(folder.resolve("bin"));
    for (String tool :
        "bash dirname readlink mkdir touch find flock mv tail sed sleep id cat env".split(" ")) {
      provide(tool);
    }
    executable(binaries.resolve("mvn"), MAVEN);
    executable(binaries.resolve("unshare"), "#!/bin/bash\nexit 1\n");
    environment.put("PATH", binaries.toString());
    environment.put("HOME", userHome.toString());
    environment.put("REMORA_JDK_FOLDER", jdks.toString());
    environment.put("MAVEN_CALLS", folder.resolve("maven-calls").toString());
  }

  @Test
  void aJdkIsKnownByItsReleaseFile() throws Exception {
    jdk(jdks.resolve("a-17"), "17.0.15");
    jdk(jdks.resolve("b-25"), "25.0.3");
    jdk(jdks.resolve("c-26"), "26");
    Result result = run("local", "--json");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).startsWith("b-25 ").contains("-jar", "remora-cli.jar local --json");
  }

  @Test
  void theFirstReleaseOfAVersionHasNoDots() throws Exception {
    jdk(jdks.resolve("ga"), "25");
    assertThat(run().out()).startsWith("ga ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"250.1", "24.0.2", "21"})
  void anotherVersionIsNotTaken(String version) throws Exception {
    jdk(jdks.resolve("other"), version);
    assertThat(run().exitCode()).isEqualTo(1);
  }

  @Test
  void aRunTimeWithoutCompilerIsNotTaken() throws Exception {
    jdk(jdks.resolve("jre"), "25.0.1");
    Files.delete(jdks.resolve("jre/bin/javac"));
    assertThat(run().exitCode()).isEqualTo(1);
  }

  @Test
  void whatTheUserNamedComesBeforeWhatIsFound() throws Exception {
    jdk(jdks.resolve("found"), "25.0.1");
    environment.put("JAVA_HOME", jdk(folder.resolve("java-home"), "25.0.2").toString());
    assertThat(run().out()).startsWith("java-home ");
    environment.put("JAVA25_HOME", jdk(folder.resolve("java25-home"), "25.0.2").toString());
    assertThat(run().out()).startsWith("java25-home ");
    environment.put("REMORA_JDK", jdk(folder.resolve("remora-jdk"), "25.0.2").toString());
    assertThat(run().out()).startsWith("remora-jdk ");
  }

  @Test
  void aJavaHomeOfAnotherVersionIsPassedOver() throws Exception {
    environment.put("JAVA_HOME", jdk(folder.resolve("old"), "17.0.1").toString());
    jdk(jdks.resolve("found"), "25.0.1");
    assertThat(run().out()).startsWith("found ");
  }

  @Test
  void whatMavenDiscoveredEarlierIsUsed() throws Exception {
    Path home = jdk(folder.resolve("discovered"), "25.0.1");
    Files.writeString(
        Files.createDirectories(userHome.resolve(".m2"))
            .resolve("discovered-jdk-toolchains-cache.xml"),
        "<toolchains>\n      <jdkHome>/gone</jdkHome>\n      <jdkHome>"
            + home
            + "</jdkHome>\n</toolchains>\n");
    assertThat(run().out()).startsWith("discovered ");
  }

  @Test
  void theJavaOnThePathAndSdkmansAreLookedAt() throws Exception {
    jdk(userHome.resolve(".sdkman/candidates/java/25-tem"), "25.0.1");
    assertThat(run().out()).startsWith("25-tem ");
    Path home = jdk(folder.resolve("on-the-path"), "25.0.1");
    Files.createSymbolicLink(binaries.resolve("java"), home.resolve("bin/java"));
    assertThat(run().out()).startsWith("on-the-path ");
  }

  @Test
  void withoutAJdkOneSentenceSaysWhatToDo() throws Exception {
    Result result = run("local");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .isEqualTo(
            "remora: needs a JDK 25, and none was found: install one, or set JAVA25_HOME or"
                + " REMORA_JDK to its folder.\n");
  }

  @Test
  void aWrongRemoraJdkIsNamed() throws Exception {
    environment.put("REMORA_JDK", jdk(folder.resolve("old"), "17").toString());
    Result result = run("local");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).hasLineCount(1).contains("REMORA_JDK=" + folder.resolve("old"));
  }

  @Test
  void withoutMavenOneSentenceSaysWhatToDo() throws Exception {
    jdk(jdks.resolve("jdk"), "25");
    Files.delete(binaries.resolve("mvn"));
    Result result = run("local");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).hasLineCount(1).contains("no 'mvn' on the PATH");
  }

  @Test
  void whatIsBuiltNeedsNoMavenAndIsNotBuiltAgain() throws Exception {
    jdk(jdks.resolve("jdk"), "25");
    Result first = run("local");
    assertThat(first.err()).contains("building, output in " + repository.resolve("target"));
    Files.delete(binaries.resolve("mvn"));
    Result second = run("local");
    assertThat(second.exitCode()).isZero();
    assertThat(second.err()).isEmpty();
    assertThat(mavenCalls()).isEqualTo(1);
  }

  @Test
  void mavenInstallsTheModulesWithTheJdkFound() throws Exception {
    Path home = jdk(jdks.resolve("jdk"), "25");
    run("local");
    assertThat(folder.resolve("maven-calls"))
        .content()
        .contains("-DskipTests", "-pl assembly/cli,assembly/layer -am install");
    assertThat(repository.resolve("target/remora-build.log"))
        .content()
        .contains("JAVA25_HOME=" + home + " JAVA_HOME=" + home + " in " + repository);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"assembly/cli/src/main/A.java", "pom.xml", "assembly/cli/src/main/New.java"})
  void aChangedSourceIsBuilt(String changed) throws Exception {
    jdk(jdks.resolve("jdk"), "25");
    run("local");
    Files.writeString(repository.resolve(changed), "changed");
    later(repository.resolve(changed));
    run("local");
    assertThat(mavenCalls()).isEqualTo(2);
  }

  @Test
  void aDeletedSourceIsBuilt() throws Exception {
    jdk(jdks.resolve("jdk"), "25");
    run("local");
    Files.delete(repository.resolve("assembly/cli/src/main/A.java"));
    later(repository.resolve("assembly/cli/src/main"));
    run("local");
    assertThat(mavenCalls()).isEqualTo(2);
  }

  @Test
  void whatWasCleanedAwayIsBuilt() throws Exception {
    jdk(jdks.resolve("jdk"), "25");
    run("local");
    Files.delete(repository.resolve("assembly/layer/target/remora-layer-1-x86_64.zip"));
    run("local");
    assertThat(mavenCalls()).isEqualTo(2);
  }

  @Test
  void aFailedBuildShowsTheEndOfItsLogAndIsTriedAgain() throws Exception {
    jdk(jdks.resolve("jdk"), "25");
    environment.put("MAVEN_FAILS", "yes");
    Result result = run("local");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .contains("[ERROR] no disk")
        .endsWith(
            "the build failed; all of its output is in "
                + repository.resolve("target/remora-build.log")
                + ".\n");
    environment.remove("MAVEN_FAILS");
    assertThat(run("local").exitCode()).isZero();
    assertThat(mavenCalls()).isEqualTo(2);
  }

  @Test
  void itWorksFromAnyFolderAndThroughALink() throws Exception {
    jdk(jdks.resolve("jdk"), "25");
    Path link = Files.createSymbolicLink(folder.resolve("rem"), repository.resolve("remora"));
    Result result = runIn(userHome, link, "local", "two words", "");
    assertThat(result.out())
        .contains("-Dremora.home=" + repository + " ", "local two words ")
        .contains("in " + userHome);
  }

  @Test
  void withoutPrivateMountsItGoesOn() throws Exception {
    jdk(jdks.resolve("jdk"), "25");
    Result result = run("local");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("-Dremora.private-mounts=false");
  }

  @Test
  void aUserWhoIsNotRootGetsANamespaceWhereTheMachineAllowsIt() throws Exception {
    jdk(jdks.resolve("jdk"), "25");
    Files.delete(binaries.resolve("id"));
    executable(binaries.resolve("id"), "#!/bin/bash\necho 1000\n");
    Files.delete(binaries.resolve("unshare"));
    executable(
        binaries.resolve("unshare"),
        "#!/bin/bash\n[ \"$*\" = '--user --map-root-user --mount true' ] || echo unshared\n"
            + "shift 3; exec \"$@\"\n");
    provide("true");
    Result result = run("local");
    assertThat(result.out()).startsWith("unshared\njdk ").contains("-Dremora.private-mounts=true");
    assertThat(run("--help").out()).startsWith("jdk ");
  }

  private Path jdk(Path home, String version) throws IOException {
    Files.createDirectories(home.resolve("bin"));
    executable(
        home.resolve("bin/java"),
        "#!/bin/bash\necho \"" + home.getFileName() + " $*\"\necho \"in $PWD\"\n");
    executable(home.resolve("bin/javac"), "#!/bin/bash\nexit 1\n");
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  /** The only programs on the path are those that the test puts there. */
  private void provide(String tool) throws IOException {
    for (String place : "/usr/bin /bin /usr/local/bin".split(" ")) {
      if (Files.exists(Path.of(place, tool))) {
        executable(
            binaries.resolve(tool), "#!/bin/bash\nexec " + Path.of(place, tool) + " \"$@\"\n");
        return;
      }
    }
  }

  private static void executable(Path file, String text) throws IOException {
    Files.writeString(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static void age(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3_600)));
  }

  private static void later(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(60)));
  }

  private long mavenCalls() throws IOException {
    return Files.readAllLines(folder.resolve("maven-calls")).size();
  }

  private Result run(String... arguments) throws Exception {
    return runIn(repository, repository.resolve("remora"), arguments);
  }

  private Result runIn(Path working, Path script, String... arguments) throws Exception {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(script.toString());
    builder.command().addAll(List.of(arguments));
    builder.directory(working.toFile()).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private record Result(int exitCode, String out, String err) {}
}
