// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalLambdaTest {

  @TempDir Path folder;
  private final Heard heard = new Heard();
  private Scripts scripts;

  @BeforeEach
  void prepare() {
    scripts = new Scripts(folder);
  }

  private LocalLambdaOptions.Builder options(FunctionCode code) {
    return LocalLambdaOptions.of(code).layer(scripts.layer()).listener(heard);
  }

  @Test
  void aFunctionIsInvokedAndItsAnswerComesBack() {
    FunctionCode code = scripts.function("answer \"{\\\"got\\\":$event}\"");
    scripts.extension("watcher", "register '\"INVOKE\",\"SHUTDOWN\"'\nloop");
    try (LocalLambda lambda = LocalLambda.start(options(code).build())) {
      InvocationOutcome first = lambda.invoke("1".getBytes(UTF_8));
      InvocationOutcome second = lambda.invoke("2".getBytes(UTF_8));
      System.out.println(first + "\n" + second + "\n" + lambda.extensionTimings());
      assertThat(new String(first.payload(), UTF_8)).isEqualTo("{\"got\":1}");
      assertThat(first.coldStart()).isTrue();
      assertThat(first.initMs()).isPresent();
      assertThat(first.toHandlerMs()).isGreaterThan(first.initMs().getAsDouble());
      assertThat(new String(second.payload(), UTF_8)).isEqualTo("{\"got\":2}");
      assertThat(second.coldStart()).isFalse();
      assertThat(second.initMs()).isEmpty();
      ShutdownOutcome end = lambda.shutdown("spindown");
      System.out.println(end + " " + heard.notes + heard.phases + heard.lines);
      assertThat(end.clean()).isTrue();
    }
  }
}
