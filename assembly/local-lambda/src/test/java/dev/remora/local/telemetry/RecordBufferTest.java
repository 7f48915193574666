// SPDX-License-Identifier: Apache-2.0
package dev.remora.local.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RecordBufferTest {

  /** Small limits; a subscription cannot ask for them, the rules are the same. */
  private static final Buffering NEVER_BY_TIME = new Buffering(3, 100, 3_600_000);

  private final RecordBuffer buffer = buffer(NEVER_BY_TIME);

  private static RecordBuffer buffer(Buffering limits) {
    return new RecordBuffer(
        limits, (records, bytes) -> ("gap " + records + " " + bytes).getBytes());
  }

  private void offer(String... records) {
    for (String json : records) {
      buffer.offer(json.getBytes(UTF_8));
    }
  }

  private static List<String> text(List<byte[]> records) {
    return records.stream().map(json -> new String(json, UTF_8)).toList();
  }

  private List<String> take() throws InterruptedException {
    return text(buffer.take());
  }

  private CompletableFuture<List<String>> taking() {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return take();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void aBatchIsClosedByTheNumberOfItsRecords() throws Exception {
    CompletableFuture<List<String>> batch = taking();
    offer("1", "2");
    assertThat(batch).isNotDone();

    offer("3");

    assertThat(batch.get(10, TimeUnit.SECONDS)).containsExactly("1", "2", "3");
  }

  @Test
  void aBatchIsClosedByItsBytesAndHoldsTheRecordThatReachedThem() throws Exception {
    offer("x".repeat(99), "y".repeat(80), "z");

    assertThat(take()).containsExactly("x".repeat(99), "y".repeat(80));
  }

  @Test
  void aBatchIsClosedByTheAgeOfItsOldestRecord() throws Exception {
    RecordBuffer timed = buffer(new Buffering(3, 100, 200));
    long begin = System.nanoTime();
    timed.offer("1".getBytes(UTF_8));

    assertThat(text(timed.take())).containsExactly("1");
    assertThat(System.nanoTime() - begin).isBetween(200_000_000L, 5_000_000_000L);
  }

  @Test
  void whatIsNotDeliveredIsTakenAgain() throws Exception {
    offer("1", "2", "3", "4");

    assertThat(take()).containsExactly("1", "2", "3");
    assertThat(take()).containsExactly("1", "2", "3");
    buffer.delivered();
    buffer.startFlush();
    assertThat(take()).containsExactly("4");
  }

  @Test
  void whatDoesNotFitIsDroppedAndToldInItsPlace() throws Exception {
    String large = "x".repeat(100);
    offer(large, large, large, large, "lost", "lost too");

    assertThat(take()).containsExactly(large);
    buffer.delivered();
    offer("lost as well, in one gap");
    take();
    buffer.delivered();
    offer("after");

    take();
    buffer.delivered();
    take();
    buffer.delivered();
    buffer.startFlush();
    assertThat(take()).containsExactly("gap 3 36", "after");
  }

  @Test
  void aGapIsToldWithoutALaterRecord() throws Exception {
    offer("x".repeat(400), "lost");
    take();
    buffer.delivered();
    buffer.startFlush();

    assertThat(take()).containsExactly("gap 1 4");
  }

  @Test
  void aGapThatNobodyWantsToKnowOfIsNotTold() throws Exception {
    RecordBuffer quiet = new RecordBuffer(NEVER_BY_TIME, null);
    quiet.offer(new byte[400]);
    quiet.offer(new byte[1]);
    quiet.take();
    quiet.delivered();
    quiet.offer("after".getBytes(UTF_8));
    quiet.startFlush();

    assertThat(text(quiet.take())).containsExactly("after");
  }

  @Test
  void aRecordThatCanNeverFitIsDropped() throws Exception {
    offer("x".repeat(401));
    buffer.startFlush();

    assertThat(take()).containsExactly("gap 1 401");
  }

  @Test
  void whatIsOnItsWayTakesRoomUntilItIsDelivered() throws Exception {
    offer("x".repeat(400));
    take();

    offer("lost");
    buffer.delivered();
    buffer.startFlush();

    assertThat(take()).containsExactly("gap 1 4");
  }

  @Test
  void aFlushClosesTheBatchAndWaitsForItsDelivery() throws Exception {
    CompletableFuture<List<String>> batch = taking();
    offer("1");
    buffer.startFlush();
    assertThat(batch.get(10, TimeUnit.SECONDS)).containsExactly("1");
    CompletableFuture<Void> flushed = flushing();
    assertThat(flushed).isNotDone();

    buffer.delivered();

    flushed.get(10, TimeUnit.SECONDS);
  }

  @Test
  void aFlushEndsWithAFailureAndLetsAWaitingAttemptBeMadeAtOnce() throws Exception {
    offer("1", "2", "3");
    take();
    CompletableFuture<Void> waiting = waitingForRetry();
    assertThat(waiting).isNotDone();

    buffer.startFlush();
    waiting.get(10, TimeUnit.SECONDS);
    CompletableFuture<Void> flushed = flushing();
    CompletableFuture<Void> again = waitingForRetry();

    flushed.get(10, TimeUnit.SECONDS);
    assertThat(again).isNotDone();
  }

  @Test
  void aFlushEndsAtItsDeadline() throws Exception {
    offer("1");
    buffer.startFlush();
    long begin = System.nanoTime();

    buffer.awaitFlush(begin + 50_000_000);

    assertThat(System.nanoTime() - begin).isBetween(50_000_000L, 5_000_000_000L);
  }

  private CompletableFuture<Void> flushing() {
    return running(() -> buffer.awaitFlush(System.nanoTime() + 60_000_000_000L));
  }

  private CompletableFuture<Void> waitingForRetry() {
    return running(() -> buffer.waitBeforeRetry(60_000_000_000L));
  }

  private interface Step {
    void run() throws InterruptedException;
  }

  private static CompletableFuture<Void> running(Step step) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  try {
                    step.run();
                    done.complete(null);
                  } catch (InterruptedException | RuntimeException e) {
                    done.completeExceptionally(e);
                  }
                });
    while (thread.isAlive() && thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    return done;
  }
}
