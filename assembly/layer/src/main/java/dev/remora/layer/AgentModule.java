// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.ModuleAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ModuleDesc;
import java.lang.constant.PackageDesc;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/**
 * The module that all code of a layer becomes. One module inside the image, because the cache then
 * depends on nothing but the image: not on paths, and not on the times of files, which nobody
 * promises after unzipping.
 */
final class AgentModule {
  /** Its name. */
  static final String NAME = "dev.remora.agent";

  /** The class that starts the agent. */
  static final String MAIN_CLASS = "dev.remora.launcher.Main";

  private AgentModule() {}

  /**
   * Writes the module as a jar.
   *
   * @param code everything in it
   * @param requires the JDK's modules that it needs
   * @param exports packages that jars of others may use; those without a class are left out
   */
  static void write(Path jar, MergedCode code, Collection<String> requires, List<String> exports)
      throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      out.setLevel(1); // read once, by jlink
      add(out, "module-info.class", descriptor(code, requires, exports));
      for (Map.Entry<String, byte[]> entry : code.files().entrySet()) {
        add(out, entry.getKey(), entry.getValue());
      }
    }
  }

  private static void add(JarOutputStream out, String name, byte[] content) throws IOException {
    JarEntry entry = new JarEntry(name);
    entry.setTime(0);
    out.putNextEntry(entry);
    out.write(content);
    out.closeEntry();
  }

  /** The compiled module-info. Open, so that libraries find their files and the core its plugins. */
  static byte[] descriptor(MergedCode code, Collection<String> requires, List<String> exports) {
    SortedSet<String> packages = code.packages();
    ModuleAttribute module =
        ModuleAttribute.of(
            ModuleDesc.of(NAME),
            builder -> {
              builder.moduleFlags(AccessFlag.OPEN);
              builder.requires(ModuleDesc.of("java.base"), List.of(AccessFlag.MANDATED), null);
              requires.stream()
                  .filter(name -> !name.equals("java.base"))
                  .forEach(name -> builder.requires(ModuleDesc.of(name), List.of(), null));
              exports.stream()
                  .distinct()
                  .sorted()
                  .filter(packages::contains)
                  .forEach(name -> builder.exports(PackageDesc.of(name), List.of()));
              ServiceUses.in(code).forEach(builder::uses);
              code.services().forEach((service, classes) -> provide(builder, code, service, classes));
            });
    return ClassFile.of().buildModule(module);
  }

  /** A services file means something in a jar on the class path only; a module declares it. */
  private static void provide(
      ModuleAttribute.ModuleAttributeBuilder builder,
      MergedCode code,
      String service,
      SortedSet<String> classes) {
    List<ClassDesc> present =
        classes.stream().filter(name -> has(code, name)).map(ClassDesc::of).toList();
    if (has(code, service) && !present.isEmpty()) {
      builder.provides(ClassDesc.of(service), present.toArray(ClassDesc[]::new));
    }
  }

  private static boolean has(MergedCode code, String className) {
    return code.files().containsKey(className.replace('.', '/') + ".class");
  }
}
