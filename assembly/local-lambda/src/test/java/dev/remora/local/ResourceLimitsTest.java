// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files of control groups are written, and how; the files are plain ones here. */
class ResourceLimitsTest {

  private static final String VERSION_1 =
      """
      31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
      32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct
      39 31 0:36 /box /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids
      41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
      """;
  private static final String VERSION_2 =
      "24 20 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";

  @TempDir Path root;
  private final List<String> notes = new ArrayList<>();

  private Path folder(String path) throws IOException {
    return Files.createDirectories(root.resolve("sys/fs/cgroup").resolve(path));
  }

  private Path self(String memberships, String mounts) throws IOException {
    Path self = Files.createDirectories(root.resolve("self"));
    Files.writeString(self.resolve("cgroup"), memberships);
    Files.writeString(self.resolve("mountinfo"), mounts);
    return self;
  }

  private ResourceLimits make(Path self, int megabytes) {
    return ResourceLimits.make(self, root, "local-lambda-1", megabytes, notes::add);
  }

  @Test
  void inVersion1EachControllerHasItsGroup() throws IOException {
    Path cpu = folder("cpu,cpuacct/user");
    Path pids = folder("pids/inner");
    Path self =
        self("4:memory:/x\n3:pids:/box/inner\n2:cpu,cpuacct:/user\n0::/user.slice\n", VERSION_1);

    ResourceLimits limits = make(self, 1_769 * 2);
    limits.limitCpu();
    limits.enter();
    limits.leave();

    Path cpuGroup = cpu.resolve("local-lambda-1");
    Path pidsGroup = pids.resolve("local-lambda-1");
    assertThat(limits.folders()).containsExactly(cpuGroup, pidsGroup);
    assertThat(cpuGroup.resolve("cpu.cfs_period_us")).hasContent("20000");
    assertThat(cpuGroup.resolve("cpu.cfs_quota_us")).hasContent("40000");
    assertThat(pidsGroup.resolve("pids.max")).hasContent("1024");
    assertThat(cpuGroup.resolve("tasks")).hasContent("0");
    assertThat(cpu.resolve("tasks")).hasContent("0");
    assertThat(pidsGroup.resolve("tasks")).hasContent("0");
    assertThat(notes).isEmpty();
  }

  @Test
  void inVersion2AThreadedGroupHasBoth() throws IOException {
    Path own = folder("user.slice/desk.scope");
    Files.writeString(own.resolve("cgroup.controllers"), "cpuset cpu memory pids\n");
    Files.writeString(own.resolve("cgroup.subtree_control"), "cpu\n");

    ResourceLimits limits = make(self("0::/user.slice/desk.scope\n", VERSION_2), 128);
    limits.limitCpu();
    limits.enter();

    Path group = own.resolve("local-lambda-1");
    assertThat(limits.folders()).containsExactly(group);
    assertThat(group.resolve("cgroup.type")).hasContent("threaded");
    assertThat(own.resolve("cgroup.subtree_control")).hasContent("+pids");
    assertThat(group.resolve("cpu.max")).hasContent("1447 20000");
    assertThat(group.resolve("pids.max")).hasContent("1024");
    assertThat(group.resolve("cgroup.threads")).hasContent("0");
    assertThat(notes).isEmpty();
  }

  @Test
  void aControllerThatWasSwitchedOnIsSwitchedOffAgain() throws IOException {
    Path own = folder("own");
    Files.writeString(own.resolve("cgroup.controllers"), "cpu\n");
    Files.writeString(own.resolve("cgroup.subtree_control"), "\n");
    ResourceLimits limits = make(self("0::/own\n", VERSION_2), 128);
    // a group's files vanish with it; plain ones do not
    for (String file : List.of("cgroup.type", "cgroup.threads")) {
      Files.delete(own.resolve("local-lambda-1").resolve(file));
    }

    limits.close();

    assertThat(own.resolve("local-lambda-1")).doesNotExist();
    assertThat(own.resolve("cgroup.subtree_control")).hasContent("-cpu");
    assertThat(notes)
        .containsExactly(
            "the number of processes is not limited ("
                + own.resolve("cgroup.controllers")
                + " does not name pids)");
  }

  @Test
  void withoutAControllerOneLineSaysSoAndNothingIsLimited() throws IOException {
    Path own = folder("own");
    Files.writeString(own.resolve("cgroup.controllers"), "memory pids\n");

    ResourceLimits limits = make(self("0::/own\n", VERSION_2), 512);
    limits.limitCpu();
    limits.enter();
    limits.leave();
    limits.close();

    assertThat(notes)
        .containsExactly(
            "no control group ("
                + own.resolve("cgroup.controllers")
                + " does not name cpu): the CPU is not limited to the 0.29 processors of the memory"
                + " size");
    assertThat(limits.folders()).isEmpty();
  }

  @Test
  void withoutAMountOrTheFilesOneLineSaysSo() throws IOException {
    make(self("2:cpu:/\n", VERSION_2), 512);
    make(self("3:memory:/\n", VERSION_1), 512);
    make(self("2:cpu:/missing\n", VERSION_1.replace("cpu,cpuacct", "cpu")), 512);
    make(root.resolve("none"), 512);

    assertThat(notes)
        .satisfiesExactly(
            note -> assertThat(note).contains("the hierarchy of group / is not mounted"),
            note -> assertThat(note).contains("the kernel has no cpu controller"),
            note -> assertThat(note).contains("/missing/local-lambda-1: NoSuchFileException"),
            note -> assertThat(note).contains("none/cgroup: NoSuchFileException"));
  }

  @Test
  void theKernelTakesNoQuotaBelowAMillisecond() throws IOException {
    folder("cpu");
    ResourceLimits limits = make(self("2:cpu:/\n", VERSION_1.replace("cpu,cpuacct", "cpu")), 64);

    limits.limitCpu();

    assertThat(limits.folders().getFirst().resolve("cpu.cfs_quota_us")).hasContent("1000");
  }
}
