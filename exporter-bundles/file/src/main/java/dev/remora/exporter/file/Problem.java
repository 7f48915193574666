// SPDX-License-Identifier: Apache-2.0
package dev.remora.exporter.file;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Says in words, and in one line, what an exception of the file system means. */
final class Problem {
  private Problem() {}

  static String of(Exception e) {
    if (e instanceof FileSystemException problem) {
      return oneLine(problem.getFile() + " " + reason(problem));
    }
    String message = e.getMessage();
    return oneLine(message == null ? e.getClass().getSimpleName() : message);
  }

  /** The text without line ends and other control characters. */
  static String oneLine(String text) {
    StringBuilder line = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      line.append(Character.isISOControl(c) ? '?' : c);
    }
    return line.toString();
  }

  private static String reason(FileSystemException e) {
    if (e.getReason() != null) {
      return e.getReason();
    }
    return switch (e) {
      case AccessDeniedException denied -> "may not be written";
      case NoSuchFileException missing -> "is not there";
      case FileAlreadyExistsException inTheWay -> "is in the way and no directory";
      case NotDirectoryException file -> "is no directory";
      default -> "cannot be used (" + e.getClass().getSimpleName() + ")";
    };
  }
}
