// SPDX-License-Identifier: Apache-2.0
package dev.remora.testkit;

import dev.remora.api.Batch;
import dev.remora.api.Signal;
import dev.remora.api.telemetry.ResourceLogs;
import dev.remora.api.telemetry.ResourceMetrics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A batch whose JSON a test chooses; as protobuf it is empty, which is a valid request.
 *
 * @param signal what is inside
 * @param id the same on every attempt
 * @param json the content with the ids of invocations
 * @param jsonWithoutIds the content without them
 */
public record FakeBatch(Signal signal, UUID id, String json, String jsonWithoutIds)
    implements Batch {

  /** A batch of that signal and content. */
  public static FakeBatch of(Signal signal, String json) {
    return new FakeBatch(
        signal, UUID.nameUUIDFromBytes(json.getBytes(StandardCharsets.UTF_8)), json, json);
  }

  @Override
  public long createdUnixMillis() {
    return 1_790_000_000_000L;
  }

  @Override
  public int itemCount() {
    return 1;
  }

  @Override
  public Optional<String> invocationId() {
    return Optional.empty();
  }

  @Override
  public byte[] toOtlpProtobuf() {
    return new byte[0];
  }

  @Override
  public byte[] toOtlpJson(boolean withInvocationId) {
    return (withInvocationId ? json : jsonWithoutIds).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public List<ResourceMetrics> metrics() {
    return List.of();
  }

  @Override
  public List<ResourceLogs> logs() {
    return List.of();
  }
}
