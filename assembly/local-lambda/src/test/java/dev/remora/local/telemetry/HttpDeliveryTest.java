// SPDX-License-Identifier: Apache-2.0
package dev.remora.local.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpDeliveryTest {

  private static final List<byte[]> BATCH = List.of("{}".getBytes(UTF_8), "{}".getBytes(UTF_8));

  private final RunningTime time = new RunningTime();
  private final Receiver receiver = new Receiver();

  @AfterEach
  void close() {
    receiver.close();
  }

  private HttpDelivery delivery(long answerLimitMs) {
    URI address = URI.create("http://127.0.0.1:" + receiver.port() + "/a?b=c");
    return new HttpDelivery(address, time, TimeUnit.MILLISECONDS.toNanos(answerLimitMs));
  }

  @Test
  void aBatchIsAnArray() throws Exception {
    try (HttpDelivery delivery = delivery(20_000)) {
      delivery.send(BATCH);
    }
    assertThat(receiver.heads).containsExactly("POST /a?b=c application/json");
    assertThat(receiver.bodies.getFirst()).isEqualTo("[{},{}]".getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 400, 404, 500, 503})
  void anotherStatusIsAFailure(int status) {
    receiver.answerWith(status);
    try (HttpDelivery delivery = delivery(20_000)) {
      assertThatThrownBy(() -> delivery.send(BATCH))
          .isInstanceOf(IOException.class)
          .hasMessage("answered with status " + status);
    }
  }

  @Test
  void noAnswerIsAFailure() {
    receiver.answering(false);
    try (HttpDelivery delivery = delivery(100)) {
      assertThatThrownBy(() -> delivery.send(BATCH)).hasMessage("no answer");
    }
  }

  @Test
  void aFreezeIsNoTimeForAnAnswer() throws Exception {
    receiver.answering(false);
    try (HttpDelivery delivery = delivery(3_000)) {
      CompletableFuture<Void> sent = new CompletableFuture<>();
      Thread.ofPlatform()
          .daemon()
          .start(
              () -> {
                try {
                  delivery.send(BATCH);
                  sent.complete(null);
                } catch (IOException | InterruptedException e) {
                  sent.completeExceptionally(e);
                }
              });
      Receiver.await("the request", () -> !receiver.bodies.isEmpty());
      time.freeze();
      long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(3_500);
      while (System.nanoTime() < until) {
        assertThat(sent).isNotDone();
        LockSupport.parkNanos(10_000_000);
      }
      time.thaw();
      receiver.answering(true);

      sent.get(20, TimeUnit.SECONDS);
    }
  }
}
