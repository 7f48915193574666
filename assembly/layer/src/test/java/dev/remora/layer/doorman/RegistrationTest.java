// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer.doorman;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationTest extends DoormanTest {

  @Test
  void registersUnderItsFileNameForBothEventsInOnePacket() throws Exception {
    sandbox.start();

    RawServer.Request register = lambda.takeRegister();

    assertThat(register.head()).startsWith("POST ").contains(" HTTP/1.1\r\n");
    assertThat(register.header("Lambda-Extension-Name")).isEqualTo("remora");
    assertThat(register.header("Lambda-Extension-Accept-Feature")).isEqualTo("accountId");
    assertThat(register.header("Host")).isEqualTo("127.0.0.1:" + lambda.port());
    assertThat(register.body().strip()).isEqualTo("{\"events\":[\"INVOKE\",\"SHUTDOWN\"]}");
    assertThat(register.packets()).isEqualTo(1);
  }

  @Test
  void takesANewNameFromARenamedFile() throws Exception {
    Files.move(sandbox.script(), sandbox.script().resolveSibling("remora-arm.sh"));
    sandbox
        .command(java.util.List.of(sandbox.script().resolveSibling("remora-arm.sh").toString()))
        .start();

    assertThat(lambda.takeRegister().header("Lambda-Extension-Name")).isEqualTo("remora-arm.sh");
  }

  @Test
  void registersForShutdownAloneOnManagedInstances() throws Exception {
    sandbox.with("AWS_LAMBDA_INITIALIZATION_TYPE", "lambda-managed-instances").start();

    assertThat(lambda.takeRegister().body().strip()).isEqualTo("{\"events\":[\"SHUTDOWN\"]}");
  }

  @Test
  void asksForTheFirstEventWithItsIdentifierBeforeAnyAgentIsStarted() throws Exception {
    // Lambda's answer comes in the shape of Go's server: other headers, other case.
    sandbox.start();
    RawServer.Request register = lambda.takeRegister();
    assertThat(sandbox.starts()).isZero();
    register.answer(
        200, "lambda-extension-identifier:  " + RawServer.IDENTIFIER, RawServer.REGISTRATION);

    RawServer.Request next = lambda.takeNext();

    assertThat(next.header("Lambda-Extension-Identifier")).isEqualTo(RawServer.IDENTIFIER);
    assertThat(next.packets()).isEqualTo(1);
    sandbox.awaitStarts(1);
    sandbox.shutDown(next);
    assertThat(sandbox.payloadOf("registration")).isEqualTo(RawServer.REGISTRATION);
    assertThat(sandbox.log()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 500})
  void aRefusedRegistrationIsSaidOnceAndTriedAgainOnceASecond(int status) throws Exception {
    sandbox.start();

    RawServer.Request first = lambda.takeRegister();
    first.answer(status, "", "{\"errorType\":\"Extension.Whatever\"}");
    RawServer.Request second = lambda.takeRegister();
    second.answer(status, "", "{\"errorType\":\"Extension.Whatever\"}");
    RawServer.Request next = lambda.register();

    assertThat(second.nanos() - first.nanos()).isGreaterThan(900_000_000L);
    sandbox.shutDown(next);
    assertThat(sandbox.log()).hasSize(1);
    assertThat(sandbox.log().getFirst())
        .startsWith("remora: ")
        .contains("register", "status " + status, "Extension.Whatever");
  }

  @Test
  void anAnswerWithoutAnIdentifierIsNoRegistration() throws Exception {
    sandbox.start();
    lambda.takeRegister().answer(200, "", RawServer.REGISTRATION);

    RawServer.Request next = lambda.register();

    sandbox.shutDown(next);
    assertThat(sandbox.log()).hasSize(1);
    assertThat(sandbox.log().getFirst()).contains("Lambda-Extension-Identifier");
  }

  @Test
  void waitsForAServerThatIsNotUpYet() throws Exception {
    int port = lambda.port();
    lambda.close();
    sandbox.start();
    sandbox.awaitLog("no connection to 127.0.0.1:" + port);

    lambda = new RawServer(port);
    RawServer.Request next = lambda.register();

    sandbox.shutDown(next);
    assertThat(sandbox.log()).hasSize(1);
  }

  @Test
  void anUnreachableServerCostsNoProcessorTime() throws Exception {
    lambda.close();
    sandbox.start();
    sandbox.awaitLog("no connection");
    long before = ticks();

    sandbox.await(
        "two seconds",
        new java.util.function.BooleanSupplier() {
          private final long end = System.nanoTime() + 2_000_000_000L;

          @Override
          public boolean getAsBoolean() {
            return System.nanoTime() > end;
          }
        });

    assertThat(sandbox.isAlive()).isTrue();
    assertThat(ticks() - before).as("hundredths of a second").isLessThan(10);
  }

  private long ticks() throws Exception {
    String stat = Files.readString(java.nio.file.Path.of("/proc/" + sandbox.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }
}
