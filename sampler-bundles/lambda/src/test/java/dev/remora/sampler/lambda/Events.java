// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.lambda;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Documents of the shapes that AWS's "Lambda Telemetry API Event schema reference" shows, with the
 * members that the service is known to add.
 */
final class Events {
  static final String INIT_START =
      """
      {"time":"2022-10-12T00:00:15.064Z","type":"platform.initStart","record":{
        "initializationType":"on-demand","phase":"init","runtimeVersion":"nodejs-14.v3",
        "runtimeVersionArn":"arn","functionName":"orders","functionVersion":"$LATEST",
        "instanceId":"2022/10/12/[$LATEST]8e1fd4","instanceMaxMemory":256}}""";

  static final String INIT_RUNTIME_DONE =
      """
      {"time":"2022-10-12T00:01:15.000Z","type":"platform.initRuntimeDone","record":{
        "initializationType":"on-demand","status":"success",
        "spans":[{"name":"someTimeSpan","start":"2022-06-02T12:02:33.913Z","durationMs":70.5}]}}""";

  static final String INIT_REPORT =
      """
      {"time":"2022-10-12T00:01:15.000Z","type":"platform.initReport","record":{
        "initializationType":"on-demand","status":"success","phase":"init",
        "metrics":{"durationMs":125.33},
        "spans":[{"name":"someTimeSpan","start":"2022-06-02T12:02:33.913Z","durationMs":90.1}]}}""";

  static final String RESTORE_START =
      """
      {"time":"2022-10-12T00:00:15.064Z","type":"platform.restoreStart","record":{
        "runtimeVersion":"nodejs-14.v3","runtimeVersionArn":"arn","functionName":"orders",
        "functionVersion":"7","instanceId":"restored-one","instanceMaxMemory":268435456}}""";

  static final String RESTORE_RUNTIME_DONE =
      """
      {"time":"2022-10-12T00:00:15.064Z","type":"platform.restoreRuntimeDone","record":{
        "status":"success",
        "spans":[{"name":"someTimeSpan","start":"2022-08-02T12:01:23:521Z","durationMs":80.0}]}}""";

  static final String RESTORE_REPORT =
      """
      {"time":"2022-10-12T00:00:15.064Z","type":"platform.restoreReport","record":{
        "status":"success","metrics":{"durationMs":15.19},
        "spans":[{"name":"someTimeSpan","start":"2022-08-02T12:01:23:521Z","durationMs":30.0}]}}""";

  static final String EXTENSION =
      """
      {"time":"2022-10-12T00:02:15.000Z","type":"platform.extension","record":{
        "events":["INVOKE","SHUTDOWN"],"name":"remora","state":"Ready"}}""";

  static final String SUBSCRIPTION =
      """
      {"time":"2022-10-12T00:02:35.000Z","type":"platform.telemetrySubscription","record":{
        "name":"remora","state":"Subscribed","types":["platform"]}}""";

  static final String LOGS_DROPPED =
      """
      {"time":"2022-10-12T00:02:35.000Z","type":"platform.logsDropped","record":{
        "droppedBytes":12345,"droppedRecords":123,
        "reason":"Some logs were dropped because the extension was too slow."}}""";

  static final String UNKNOWN =
      """
      {"time":"2022-10-12T00:02:35.000Z","type":"platform.fault","record":"something broke"}""";

  private Events() {}

  static String start(String requestId) {
    return """
    {"time":"2022-10-12T00:00:15.064Z","type":"platform.start","record":{
      "requestId":"%s","version":"$LATEST",
      "tracing":{"spanId":"54565fb41ac79632","type":"X-Amzn-Trace-Id",
        "value":"Root=1-62e900b2-710d76f009d6e7785905449a;Parent=0efbd19962d95b05;Sampled=1"}}}"""
        .formatted(requestId);
  }

  static String runtimeDone(String requestId, String status) {
    return """
    {"time":"2022-10-12T00:01:16.000Z","type":"platform.runtimeDone","record":{
      "requestId":"%s","status":"%s",
      "tracing":{"spanId":"54565fb41ac79632","type":"X-Amzn-Trace-Id","value":"Root=1"},
      "spans":[
        {"name":"responseLatency","start":"2022-08-02T12:01:23.521Z","durationMs":23.02},
        {"name":"responseDuration","start":"2022-08-02T12:01:23.521Z","durationMs":2.5},
        {"name":"runtimeOverhead","start":"2022-08-02T12:01:23.521Z","durationMs":0.5}],
      "metrics":{"durationMs":140.0,"producedBytes":16}}}"""
        .formatted(requestId, status);
  }

  static String report(String requestId, String status, String members) {
    return """
    {"time":"2022-10-12T00:01:17.000Z","type":"platform.report","record":{
      "metrics":{"billedDurationMs":170,"durationMs":160.5,"maxMemoryUsedMB":73,"memorySizeMB":128},
      "requestId":"%s","status":"%s"%s}}"""
        .formatted(requestId, status, members);
  }

  static String report(String requestId) {
    return report(
        requestId,
        "success",
        ",\"spans\":[{\"name\":\"extensionOverhead\",\"start\":\"2022-08-02T12:01:23.521Z\","
            + "\"durationMs\":20.25}]");
  }

  /** All that an on-demand sandbox with one invocation says. */
  static String wholeLife(String requestId) {
    return batch(
        INIT_START,
        SUBSCRIPTION,
        INIT_RUNTIME_DONE,
        EXTENSION,
        INIT_REPORT,
        start(requestId),
        runtimeDone(requestId, "success"),
        report(requestId));
  }

  static String batch(String... events) {
    return "[" + String.join(",", events) + "]";
  }

  /** Hands a batch on without a network. */
  static void hear(PlatformEvents listener, String... events) {
    byte[] bytes = batch(events).getBytes(StandardCharsets.UTF_8);
    try {
      new BatchReader().read(new ByteArrayInputStream(bytes), listener);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
