// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Nothing stays behind. */
class LeftoversTest extends RealProcesses {

  @Test
  void closeLeavesNoProcessNoMountAndNoFolder() {
    String child = "setsid bash -c 'trap \"\" TERM; sleep 60 & while :; do sleep 1; done' &\n";
    scripts.extension("parent", child + WATCHER);
    LocalLambdaOptions options = echo().freeze(Duration.ofMillis(10)).build();
    Path tmp;
    String address;
    try (LocalLambda lambda = LocalLambda.start(options)) {
      String api = lambda.sandbox().runtimeApi();
      address = api;
      tmp = lambda.sandbox().tmp();
      await(() -> carriersOf(api).size() >= 4);
      lambda.invoke(EVENT);
    }
    assertThat(carriersOf(address)).isEmpty();
    assertThat(tmp.equals(Path.of("/tmp")) || !Files.exists(tmp)).isTrue();
    assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void anEndOfTheJvmLeavesNothingBehind() throws Exception {
    scripts.extension("parent", "setsid sleep 60 &\n" + WATCHER);
    FunctionCode.Bootstrap code = (FunctionCode.Bootstrap) scripts.function("answer 1");
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                StartAndWait.class.getName(),
                code.executable().toString(),
                scripts.layer().toString())
            .redirectErrorStream(true)
            .start();
    try (var lines = jvm.inputReader()) {
      String api = lines.readLine();
      await(() -> carriersOf(api).size() >= 3);

      jvm.destroy();
      assertThat(jvm.waitFor(20, java.util.concurrent.TimeUnit.SECONDS)).isTrue();

      assertThat(carriersOf(api)).isEmpty();
    } finally {
      jvm.destroyForcibly();
    }
  }

  /** Starts an environment, invokes it once, tells its address, and waits to be ended. */
  static final class StartAndWait {
    private StartAndWait() {}

    public static void main(String[] arguments) throws InterruptedException {
      LocalLambda lambda =
          LocalLambda.start(
              LocalLambdaOptions.of(new FunctionCode.Bootstrap(Path.of(arguments[0])))
                  .layer(Path.of(arguments[1]))
                  .freeze(Duration.ofSeconds(1))
                  .build());
      lambda.invoke(EVENT);
      System.out.println(lambda.sandbox().runtimeApi());
      Thread.sleep(Duration.ofMinutes(1));
    }
  }
}
