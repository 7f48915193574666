// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.sampling;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The sampling thread's commands, with time in it: whoever waits for the next tick finds that it
 * has come. When as many ticks as were asked for have passed, it waits for the next command.
 */
final class FastForward extends LinkedBlockingQueue<Command> {
  private static final long serialVersionUID = 1L;

  private final AtomicLong nanos = new AtomicLong(1_000_000_000L);
  private final Semaphore over = new Semaphore(0);
  private final transient Runnable onTick;
  private volatile int ticksLeft;
  private volatile boolean running;

  /**
   * @param onTick what the world does in the time until a tick
   */
  FastForward(Runnable onTick) {
    this.onTick = onTick;
  }

  long nanoTime() {
    return nanos.get();
  }

  /** Time passes beside the ticks. */
  void pass(long added) {
    nanos.addAndGet(added);
  }

  /** The next invocation has so many ticks. */
  void expect(int ticks) {
    ticksLeft = ticks;
    running = true;
  }

  /** Waits until all ticks have passed. */
  void awaitLastTick() throws InterruptedException {
    if (!over.tryAcquire(60, TimeUnit.SECONDS)) {
      throw new AssertionError("the sampling thread does not come back");
    }
  }

  @Override
  public Command poll(long timeout, TimeUnit unit) throws InterruptedException {
    Command waiting = poll();
    if (waiting != null) {
      return waiting;
    }
    if (ticksLeft > 0) {
      ticksLeft--;
      nanos.addAndGet(Math.max(0, unit.toNanos(timeout)));
      onTick.run();
      return null;
    }
    if (running) {
      running = false;
      over.release();
    }
    return take();
  }
}
