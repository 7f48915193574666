// SPDX-License-Identifier: Apache-2.0
package dev.remora.exporter.file;

import dev.remora.api.PluginContext;
import dev.remora.api.Setting;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * The settings of this exporter, checked.
 *
 * @param variable the variable that names the directory, for messages
 * @param sizeVariable the variable of the total size, for messages
 * @param directory where the files are; absolute
 * @param maxFileSize bytes from which on a file takes no further batch
 * @param maxTotalSize bytes that all files together do not exceed
 * @param lz4 whether each batch is an LZ4 frame
 * @param invocationIds whether points and records carry the id of their invocation
 */
record FileSettings(
    String variable,
    String sizeVariable,
    Path directory,
    long maxFileSize,
    long maxTotalSize,
    boolean lz4,
    boolean invocationIds) {

  static final Setting<String> DIRECTORY =
      Setting.text(
          "directory",
          "/tmp/remora",
          "The directory of the files, an absolute path; made when missing.");

  static final Setting<Long> MAX_FILE_SIZE =
      Setting.bytes(
          "max_file_size", "8MiB", "Size at which a file is set aside and a new one begun.");

  static final Setting<Long> MAX_TOTAL_SIZE =
      Setting.bytes(
          "max_total_size",
          "32MiB",
          "Size of all files together; the oldest go when it is reached.");

  static final Setting<String> COMPRESSION =
      Setting.oneOf(
          "compression",
          List.of("none", "lz4"),
          "none",
          "How batches are compressed; with `lz4` the files are named `.jsonl.lz4`.");

  static final Setting<Boolean> INVOCATION_IDS =
      Setting.flag(
          "invocation_ids",
          true,
          "Whether each data point and log record carries `faas.invocation_id`.");

  /** All of them, in the order of the README. */
  static List<Setting<?>> all() {
    return List.of(DIRECTORY, MAX_FILE_SIZE, MAX_TOTAL_SIZE, COMPRESSION, INVOCATION_IDS);
  }

  /** Reads them; what cannot be used is said in one line and the default taken. */
  static FileSettings from(PluginContext context) {
    long maxTotalSize = size(context, MAX_TOTAL_SIZE);
    return new FileSettings(
        DIRECTORY.variable(context.name()),
        MAX_TOTAL_SIZE.variable(context.name()),
        directory(context),
        Math.min(size(context, MAX_FILE_SIZE), maxTotalSize),
        maxTotalSize,
        context.get(COMPRESSION).equals("lz4"),
        context.get(INVOCATION_IDS));
  }

  /** What to say when the directory cannot be used now. */
  String unusable(String problem) {
    return variable
        + "="
        + Problem.oneLine(directory.toString())
        + ": "
        + problem
        + "; expected a directory with free space that may be written; the batch is kept and"
        + " offered again";
  }

  /** What to say of a batch that would never fit. */
  String tooLarge(int bytes) {
    return "a batch of "
        + bytes
        + " bytes does not fit into "
        + sizeVariable
        + "="
        + maxTotalSize
        + ", expected a size of at least one batch; the batch is dropped";
  }

  private static Path directory(PluginContext context) {
    String text = context.get(DIRECTORY);
    try {
      Path path = Path.of(text);
      if (path.isAbsolute() && path.getNameCount() > 0) {
        return path.normalize();
      }
    } catch (InvalidPathException e) {
      // said below
    }
    warn(context, DIRECTORY, text, "an absolute path");
    return Path.of(DIRECTORY.defaultValue());
  }

  private static long size(PluginContext context, Setting<Long> setting) {
    long size = context.get(setting);
    if (size > 0) {
      return size;
    }
    warn(context, setting, Long.toString(size), "a size above 0");
    return setting.defaultValue();
  }

  private static void warn(
      PluginContext context, Setting<?> setting, String value, String expected) {
    context
        .log()
        .warn(
            setting.variable(context.name())
                + "="
                + Problem.oneLine(value)
                + ", expected "
                + expected
                + "; "
                + setting.defaultText()
                + " is used");
  }
}
