// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer.doorman;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Initialisation that nobody waits for: the agent first, then the first event. */
class AheadOfTimeTest extends DoormanTest {

  @ParameterizedTest
  @ValueSource(strings = {"provisioned-concurrency", "snap-start", "lambda-managed-instances"})
  void asksForTheFirstEventWhenTheAgentIsReady(String type) throws Exception {
    sandbox.with("AWS_LAMBDA_INITIALIZATION_TYPE", type).start();
    lambda.acceptRegistration();

    RawServer.Request next = lambda.takeNext();

    assertThat(sandbox.starts()).isEqualTo(1);
    sandbox.shutDown(next);
  }

  @Test
  void waitsFiveSecondsForReadyAndNoLonger() throws Exception {
    sandbox.with("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start").agents("slow").start();
    lambda.acceptRegistration();
    long registered = System.nanoTime();

    RawServer.Request next = lambda.takeNext();

    assertThat((next.nanos() - registered) / 1_000_000).isBetween(4900L, 5500L);
    sandbox.shutDown(next);
  }

  @Test
  void doesNotWaitForAnAgentThatIsDead() throws Exception {
    sandbox.with("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start").agents("dies").start();
    lambda.acceptRegistration();
    long registered = System.nanoTime();

    RawServer.Request next = lambda.takeNext();

    assertThat((next.nanos() - registered) / 1_000_000).isLessThan(2000);
    sandbox.shutDown(next);
  }

  @Test
  void waitsOnlyInTheFirstInitOfTheSandbox() throws Exception {
    Files.delete(sandbox.data());
    sandbox.with("AWS_LAMBDA_INITIALIZATION_TYPE", "provisioned-concurrency").start();
    sandbox.shutDown(lambda.register());
    assertThat(sandbox.data().resolve("initialised")).exists();
    assertThat(Files.getPosixFilePermissions(sandbox.data())).hasSize(3);

    sandbox.agents("starting").start();
    lambda.acceptRegistration();
    long registered = System.nanoTime();
    RawServer.Request next = lambda.takeNext();

    assertThat((next.nanos() - registered) / 1_000_000).isLessThan(1000);
    next.event(Sandbox.shutdown(System.currentTimeMillis() + 300));
    assertThat(sandbox.exit()).isZero();
  }

  @Test
  void aDirectoryThatCannotBeWrittenDoesNotMatter() throws Exception {
    sandbox
        .with("AWS_LAMBDA_INITIALIZATION_TYPE", "provisioned-concurrency")
        .with("REMORA_DIRECTORY", "/proc/nowhere")
        .start();

    sandbox.shutDown(lambda.register());

    assertThat(sandbox.log()).isEmpty();
  }

  @Test
  void aRestoredSnapshotDrawsANewSandboxIdBeforeItsFirstEvent() throws Exception {
    sandbox.with("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start").start();
    RawServer.Request next = lambda.register();

    next = invoke(next, 2);
    sandbox.awaitEvents(2);

    sandbox.shutDown(next);
    assertThat(sandbox.agentLog("frame").stream().map(line -> line.split(" ")[1]))
        .containsExactly("sandbox", "registration", "sandbox", "event", "event", "event");
    assertThat(sandbox.agentLog("payload").stream().filter(l -> l.length() == 44).distinct())
        .hasSize(2);
  }

  @Test
  void theAgentOfAManagedInstanceIsStartedAgainWithoutAnyEvent() throws Exception {
    Files.writeString(
        sandbox.script(), Files.readString(sandbox.script()).replace("-t10", "-t0.2"));
    sandbox
        .with("AWS_LAMBDA_INITIALIZATION_TYPE", "lambda-managed-instances")
        .agents("dies,good")
        .start();

    RawServer.Request next = lambda.register();

    sandbox.awaitStarts(2);
    sandbox.shutDown(next);
  }
}
