// SPDX-License-Identifier: Apache-2.0
package dev.remora.local.telemetry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Delivers a batch as one POST of a JSON array. Any status but 2xx is a failure. */
final class HttpDelivery implements Delivery {

  /** How long an answer may take. The platform's own limit is not known. */
  static final long ANSWER_LIMIT_NANOS = 10_000_000_000L;

  private static final long STEP_MS = 50;

  private final URI address;
  private final RunningTime time;
  private final long answerLimitNanos;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .proxy(HttpClient.Builder.NO_PROXY)
          .build();

  /**
   * Makes one.
   *
   * @param address where to
   * @param time stands still in freezes
   * @param answerLimitNanos how long an answer may take in that time
   */
  HttpDelivery(URI address, RunningTime time, long answerLimitNanos) {
    this.address = address;
    this.time = time;
    this.answerLimitNanos = answerLimitNanos;
  }

  @Override
  public void send(List<byte[]> records) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(array(records)))
            .build();
    CompletableFuture<HttpResponse<Void>> asked =
        client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
    int status;
    try {
      status = answer(asked).statusCode();
    } finally {
      asked.cancel(true);
    }
    if (status / 100 != 2) {
      throw new IOException("answered with status " + status);
    }
  }

  private HttpResponse<Void> answer(CompletableFuture<HttpResponse<Void>> asked)
      throws IOException, InterruptedException {
    long limit = time.nanos() + answerLimitNanos;
    while (true) {
      try {
        return asked.get(STEP_MS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (time.nanos() - limit > 0) {
          throw new IOException("no answer", e);
        }
      } catch (ExecutionException e) {
        throw new IOException(String.valueOf(e.getCause()), e.getCause());
      }
    }
  }

  private static byte[] array(List<byte[]> records) {
    ByteArrayOutputStream array = new ByteArrayOutputStream();
    char separator = '[';
    for (byte[] json : records) {
      array.write(separator);
      array.writeBytes(json);
      separator = ',';
    }
    array.write(']');
    return array.toByteArray();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
