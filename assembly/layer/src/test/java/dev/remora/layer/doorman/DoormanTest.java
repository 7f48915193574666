// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer.doorman;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of the start script share: a server and a sandbox for each test. */
@Timeout(60)
abstract class DoormanTest {

  @TempDir Path directory;
  RawServer lambda;
  Sandbox sandbox;

  @BeforeEach
  void openSandbox() throws Exception {
    lambda = new RawServer();
    sandbox = new Sandbox(directory, lambda);
  }

  @AfterEach
  void closeSandbox() throws Exception {
    sandbox.close();
    lambda.close();
  }

  /** Answers with that many INVOKE events, one after the other, and returns the pending request. */
  RawServer.Request invoke(RawServer.Request next, int number) throws Exception {
    RawServer.Request pending = next;
    for (int i = 0; i < number; i++) {
      pending.event(Sandbox.invoke(++invoked));
      pending = lambda.takeNext();
    }
    return pending;
  }

  int invoked;
}
