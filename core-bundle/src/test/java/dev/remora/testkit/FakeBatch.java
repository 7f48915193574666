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
 * A batch whose content a test chooses; without any, its protobuf is empty, which is a valid
 * request.
 *
 * @param signal what is inside
 * @param id the same on every attempt
 * @param json the content with the ids of invocations
 * @param jsonWithoutIds the content without them
 * @param protobuf the content as protobuf; not copied
 */
public record FakeBatch(Signal signal, UUID id, String json, String jsonWithoutIds, byte[] protobuf)
    implements Batch {

  /** A batch without protobuf. */
  public FakeBatch(Signal signal, UUID id, String json, String jsonWithoutIds) {
    this(signal, id, json, jsonWithoutIds, new byte[0]);
  }

  /** A batch of that signal and content. */
  public static FakeBatch of(Signal signal, String json) {
    return new FakeBatch(
        signal, UUID.nameUUIDFromBytes(json.getBytes(StandardCharsets.UTF_8)), json, json);
  }

  /** The same batch with that protobuf. */
  public FakeBatch withProtobuf(byte[] bytes) {
    return new FakeBatch(signal, id, json, jsonWithoutIds, bytes);
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
    return protobuf.clone();
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
