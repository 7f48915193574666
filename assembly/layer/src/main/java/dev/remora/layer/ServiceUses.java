// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.util.Comparator;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Finds the services that code looks up. On the class path nobody has to say so, in a module {@code
 * ServiceLoader} refuses what is not declared with {@code uses}.
 */
final class ServiceUses {
  private static final String LOADER = "java/util/ServiceLoader";

  private ServiceUses() {}

  /** The services that are looked up by a class constant, which is how it is always written. */
  static SortedSet<ClassDesc> in(MergedCode code) {
    SortedSet<ClassDesc> services = new TreeSet<>(Comparator.comparing(ClassDesc::descriptorString));
    code.files()
        .forEach(
            (name, content) -> {
              if (name.endsWith(".class")) {
                addServices(ClassFile.of().parse(content), services);
              }
            });
    return services;
  }

  private static void addServices(ClassModel model, SortedSet<ClassDesc> services) {
    boolean looksUp = false;
    for (var entry : model.constantPool()) {
      looksUp |= entry instanceof ClassEntry type && type.asInternalName().equals(LOADER);
    }
    if (looksUp) {
      model.methods().forEach(method -> addServices(method, services));
    }
  }

  private static void addServices(MethodModel method, SortedSet<ClassDesc> services) {
    method
        .code()
        .ifPresent(
            code -> {
              ClassDesc last = null;
              for (CodeElement element : code) {
                if (element instanceof ConstantInstruction constant
                    && constant.constantValue() instanceof ClassDesc type) {
                  last = type;
                } else if (element instanceof InvokeInstruction call
                    && call.owner().asInternalName().equals(LOADER)
                    && call.name().stringValue().startsWith("load")
                    && last != null) {
                  services.add(last);
                }
              }
            });
  }
}
