package org.sluice.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Java processes with this one's class path. */
final class Children {

  private final List<String> command = new ArrayList<>();

  private Children(List<String> options) {
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
  }

  /** A virtual machine with those options. */
  static Children java(String... options) {
    return new Children(List.of(options));
  }

  /** That runs a class with those arguments. */
  ProcessBuilder running(Class<?> main, String... arguments) {
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }
}
