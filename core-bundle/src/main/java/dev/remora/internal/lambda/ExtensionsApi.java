// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.lambda;

import dev.remora.internal.config.Environment;
import dev.remora.internal.json.JsonObject;
import dev.remora.internal.log.AgentLog;
import java.io.IOException;
import java.util.UUID;

/**
 * Events straight from the platform: registers and polls by itself, for images whose entry is the
 * agent and not the start script (Extensions API 2020-01-01).
 *
 * <p>A status or a connection that is not as it should be is said once and tried again each second:
 * an exit before SHUTDOWN would fail the function. For the same reason {@code init/error} and
 * {@code exit/error} are never called.
 */
public final class ExtensionsApi implements EventSource {
  private static final String PATH = "/2020-01-01/extension";

  private final BareHttp http;
  private final String extensionName;
  private final boolean managedInstances;
  private final SandboxIds ids;
  private final Pause pause;
  private final AgentLog log;
  private String identifier = "";
  private String sandboxId;
  private long events;

  /** Waits between two tries. */
  interface Pause {
    /** Lets a second pass. */
    void second() throws InterruptedException;
  }

  /** Draws identities. */
  interface SandboxIds {
    /** A new one. */
    String draw();
  }

  ExtensionsApi(
      BareHttp http,
      String extensionName,
      String initializationType,
      SandboxIds ids,
      Pause pause,
      AgentLog log) {
    this.http = http;
    this.extensionName = extensionName;
    this.managedInstances = initializationType.equals("lambda-managed-instances");
    this.ids = ids;
    this.pause = pause;
    this.log = log;
    this.sandboxId = ids.draw();
  }

  /**
   * The API that the environment names.
   *
   * @throws IOException when it names none
   */
  public static ExtensionsApi of(Environment environment, AgentLog log) throws IOException {
    return new ExtensionsApi(
        new BareHttp(environment.text("AWS_LAMBDA_RUNTIME_API")),
        environment.firstOf("remora", "REMORA_EXTENSION_NAME"),
        environment.executionEnvironment().initializationType(),
        () -> UUID.randomUUID().toString(),
        () -> Thread.sleep(1000),
        log);
  }

  @Override
  public void open() throws IOException {
    String headers =
        "Lambda-Extension-Name: "
            + extensionName
            + "\r\n"
            + "Lambda-Extension-Accept-Feature: accountId\r\n"
            + "Content-Type: application/json\r\n";
    String events =
        managedInstances ? "{\"events\":[\"SHUTDOWN\"]}" : "{\"events\":[\"INVOKE\",\"SHUTDOWN\"]}";
    BareHttp.Response answer = untilAnswered("POST", PATH + "/register", headers, events, false);
    String given = answer.headers().get("lambda-extension-identifier");
    identifier = given == null ? "" : given;
  }

  @Override
  public Event next() throws IOException {
    while (true) {
      String headers = "Lambda-Extension-Identifier: " + identifier + "\r\n";
      BareHttp.Response answer = untilAnswered("GET", PATH + "/event/next", headers, "", true);
      if (events == 0) {
        // What was drawn in initialisation is shared by all sandboxes of one snapshot.
        sandboxId = ids.draw();
      }
      try {
        byte[] body = answer.body();
        Event event = EventParser.parse(body, body.length, events + 1, null, false);
        events++;
        return event;
      } catch (IOException e) {
        log.warn("an event cannot be read and is not measured: " + e.getMessage());
      }
    }
  }

  private BareHttp.Response untilAnswered(
      String method, String path, String headers, String body, boolean bodyNeeded)
      throws IOException {
    while (true) {
      try {
        BareHttp.Response answer = http.exchange(method, path, headers, body);
        if (answer.status() == 200 && (!bodyNeeded || answer.body().length > 0)) {
          return answer;
        }
        log.warn(path + " was answered with " + words(answer) + "; tried again each second");
      } catch (IOException e) {
        log.warn(path + " was not answered (" + e + "); tried again each second");
      }
      try {
        pause.second();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted");
      }
    }
  }

  private static String words(BareHttp.Response answer) {
    if (answer.status() == 200) {
      return "nothing";
    }
    try {
      JsonObject error = JsonObject.parse(answer.body(), 0, answer.body().length);
      return answer.status() + " " + error.text("errorType") + " " + error.text("errorMessage");
    } catch (IOException e) {
      return Integer.toString(answer.status());
    }
  }

  @Override
  public String sandboxId() {
    return sandboxId;
  }

  @Override
  public void ready() {
    // The platform needs to be told nothing but the first request for an event.
  }

  @Override
  public void done() {
    // The end of the process says it.
  }
}
