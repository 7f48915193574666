// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** AWS's own runtime interface client is the judge of the Runtime API. */
class JavaHandlerTest {

  @TempDir Path folder;

  /** A function as a user writes it. */
  public static final class Handler implements RequestHandler<Map<String, String>, String> {
    @Override
    public String handleRequest(Map<String, String> event, Context context) {
      if (event.containsKey("fail")) {
        throw new IllegalArgumentException(event.get("fail"));
      }
      System.out.println("handling " + context.getAwsRequestId());
      return context.getFunctionName()
          + " "
          + event.get("name")
          + " "
          + (context.getRemainingTimeInMillis() > 0)
          + " "
          + context.getInvokedFunctionArn();
    }
  }

  private static List<Path> classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(
            entry ->
                entry.contains("test-classes")
                    || entry.contains("com/amazonaws")
                    || entry.contains("software/amazon"))
        .map(Path::of)
        .toList();
  }

  /** The client unpacks its library to a fixed name in /tmp: another user's file stops it there. */
  private static void assumeClientCanUnpack() throws IOException {
    Path library = Path.of("/tmp/.libaws-lambda-jni.so");
    String user = System.getProperty("user.name");
    assumeTrue(
        user.equals("root")
            || !Files.exists(library)
            || Files.getOwner(library).getName().equals(user),
        () -> library + " is another user's");
  }

  private LocalLambdaOptions.Builder options(Heard heard) {
    Scripts scripts = new Scripts(folder);
    scripts.extension("watcher", "register '\"INVOKE\",\"SHUTDOWN\"'\nloop");
    return LocalLambdaOptions.of(new FunctionCode.JavaHandler(classPath(), Handler.class.getName()))
        .layer(scripts.layer())
        .functionName("greeter")
        .timeout(Duration.ofSeconds(20))
        .listener(heard);
  }

  @Test
  void aJavaHandlerRunsInTheRuntimeInterfaceClient() throws IOException {
    assumeClientCanUnpack();
    Heard heard = new Heard();
    LocalLambdaOptions options = options(heard).freeze(Duration.ofMillis(50)).build();
    try (LocalLambda lambda = LocalLambda.start(options)) {
      InvocationOutcome first = lambda.invoke("{\"name\":\"one\"}".getBytes(UTF_8));
      InvocationOutcome error = lambda.invoke("{\"fail\":\"on purpose\"}".getBytes(UTF_8));
      InvocationOutcome second = lambda.invoke("{\"name\":\"two\"}".getBytes(UTF_8));
      ShutdownOutcome end = lambda.shutdown("spindown");

      assertThat(new String(first.payload(), UTF_8))
          .isEqualTo("\"greeter one true arn:aws:lambda:eu-west-1:123456789012:function:greeter\"");
      assertThat(error.status()).isEqualTo(InvocationOutcome.Status.ERROR);
      assertThat(error.errorType()).isEqualTo("java.lang.IllegalArgumentException");
      assertThat(new String(error.payload(), UTF_8)).contains("on purpose");
      assertThat(second.status()).isEqualTo(InvocationOutcome.Status.SUCCESS);
      assertThat(heard.linesOf("function"))
          .contains("handling " + first.requestId(), "handling " + second.requestId());
      assertThat(end.clean()).isTrue();
      assertThat(end.durationMs()).isLessThan(2_000);
    }
  }

  @Test
  void itRunsWithoutPrivateMountsToo() throws IOException {
    assumeClientCanUnpack();
    LocalLambdaOptions options = options(new Heard()).privateMounts(false).build();
    try (LocalLambda lambda = LocalLambda.start(options)) {
      assertThat(lambda.invoke("{\"name\":\"one\"}".getBytes(UTF_8)).status())
          .isEqualTo(InvocationOutcome.Status.SUCCESS);
    }
  }
}
