// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer.doorman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the script may be written with: bash 4.2, no process but the agent, one write a request. */
class ScriptRulesTest extends DoormanTest {

  /** Syntax newer than bash 4.2, by the release that brought it. */
  private static final Map<String, Pattern> TOO_NEW = new LinkedHashMap<>();

  static {
    TOO_NEW.put("4.3 nameref", Pattern.compile("\\b(local|declare|typeset)\\s+-\\w*n"));
    TOO_NEW.put("4.3 wait -n", Pattern.compile("\\bwait\\s+-\\w*[npf]"));
    TOO_NEW.put("4.3 negative subscript", Pattern.compile("\\[-\\d+\\]"));
    TOO_NEW.put("4.4 transformation", Pattern.compile("\\$\\{[^}]*@[QEPAaUuLKk]\\}"));
    TOO_NEW.put("4.4 mapfile -d", Pattern.compile("\\b(mapfile|readarray)\\b.*\\s-d"));
    TOO_NEW.put("4.4 local -", Pattern.compile("\\blocal\\s+-(\\s|$)"));
    TOO_NEW.put("4.4 inherit_errexit", Pattern.compile("inherit_errexit"));
    TOO_NEW.put("5.0 variable", Pattern.compile("\\b(EPOCHSECONDS|BASH_ARGV0|SRANDOM)\\b"));
    TOO_NEW.put("5.1 variable", Pattern.compile("\\b(BASH_REMATCH\\[@\\]@|assoc_expand_once)"));
    TOO_NEW.put("5.3 substitution", Pattern.compile("\\$\\{[ |]"));
  }

  private static final List<String> FORKS =
      List.of("\\$\\((?!\\()", "`", "<\\(", ">\\(", "<<<", "(?<!\\|)\\|(?!\\|)", "(?<!&)&\\s*$");

  @Test
  void theScriptNeedsNoBashNewerThan42() throws Exception {
    assertThat(tooNew(code())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "local -n x=y",
        "wait -n",
        "wait -fn",
        "echo ${list[-1]}",
        "echo ${x@Q}",
        "mapfile -t -d '' lines",
        "echo $EPOCHSECONDS",
        "x=${ date; }",
        "at=$EPOCHREALTIME"
      })
  void newerSyntaxIsFound(String line) {
    assertThat(tooNew(List.of(line))).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "read -r -N 5 x",
    "printf '%(%s)T' -1",
    "coproc A { :; }",
    "((BASH_VERSINFO[0] >= 5)) && at=$EPOCHREALTIME"
  })
  void syntaxOf42IsAccepted(String line) {
    assertThat(tooNew(List.of(line))).isEmpty();
  }

  @Test
  void theScriptStartsNoProcessButTheAgent() throws Exception {
    List<String> found = new ArrayList<>();
    boolean inChild = false;
    for (String line : code()) {
      inChild = line.equals("become_agent() {") || inChild && !line.equals("}");
      for (String fork : FORKS) {
        // A pattern's alternatives are no pipe; case labels stand alone in their line.
        if (!inChild && Pattern.compile(fork).matcher(line).find() && !line.strip().endsWith(")")) {
          found.add(line);
        }
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void theFileCanBeExecuted() throws Exception {
    assertThat(Files.isExecutable(Sandbox.SCRIPT)).isTrue();
    assertThat(Files.readString(Sandbox.SCRIPT))
        .startsWith("#!/bin/bash -p\n")
        .doesNotContain("\r");
  }

  @Test
  void onlyTheAgentIsForkedAndOnlyAfterNextIsSentAndEachRequestIsOneWrite() throws Exception {
    assumeThat(Files.isExecutable(Path.of("/usr/bin/strace"))).isTrue();
    Path trace = directory.resolve("tmp/trace");
    sandbox.command(
        List.of(
            "strace",
            "-f",
            "-s",
            "80",
            "-o",
            trace.toString(),
            "-e",
            "trace=write,clone,clone3,fork,vfork,execve",
            sandbox.script().toString()));
    sandbox.start();
    RawServer.Request next = invoke(lambda.register(), 3);
    sandbox.awaitEvents(3);
    sandbox.shutDown(next);

    List<String> lines = Files.readAllLines(trace);
    String pid = lines.getFirst().split("\\s+")[0];
    List<String> own = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith(pid + " ") && !line.contains("resumed>")) {
        own.add(line.substring(pid.length()).strip());
      }
    }
    List<String> forks = own.stream().filter(l -> l.matches("(v?fork|clone3?)\\(.*")).toList();
    List<String> requests = own.stream().filter(l -> l.contains("HTTP/1.1")).toList();
    assertThat(own.stream().filter(l -> l.startsWith("execve("))).hasSize(1);
    assertThat(forks).hasSize(1);
    assertThat(requests).hasSize(5);
    assertThat(own.indexOf(forks.getFirst())).isGreaterThan(own.indexOf(requests.get(1)));
    assertThat(own.stream().filter(l -> l.contains("Host:") || l.contains("Lambda-Ext")))
        .as("a request in several writes")
        .allMatch(l -> l.contains("HTTP/1.1"));
  }

  private static List<String> tooNew(List<String> lines) {
    List<String> found = new ArrayList<>();
    boolean guarded = false;
    for (String line : lines) {
      TOO_NEW.forEach(
          (name, pattern) -> {
            if (pattern.matcher(line).find()) {
              found.add(name + ": " + line);
            }
          });
      // The only thing of bash 5 that is used, behind a question for the version or for `at`.
      guarded =
          line.contains("BASH_VERSINFO")
              || line.startsWith("  ((at)) ")
              || guarded && line.startsWith("    ");
      if (line.contains("EPOCHREALTIME") && !guarded && !line.contains("((end)) &&")) {
        found.add("5.0 EPOCHREALTIME without a fall-back: " + line);
      }
    }
    return found;
  }

  /** The script's lines without comments. */
  private static List<String> code() throws Exception {
    List<String> code = new ArrayList<>();
    for (String line : Files.readAllLines(Sandbox.SCRIPT)) {
      String text = line.replaceFirst("(^|\\s)#.*", "");
      if (!text.isBlank()) {
        code.add(text);
      }
    }
    return code;
  }
}
