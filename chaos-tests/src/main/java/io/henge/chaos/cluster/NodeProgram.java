package io.henge.chaos.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The program that nodes run: the packaged one, or that with some classes of another directory in
 * place of its own.
 */
public final class NodeProgram {
  /** The packaged node as it is. */
  public static final NodeProgram PACKAGED = new NodeProgram(Optional.empty());

  private final Optional<Path> changed;

  private NodeProgram(Optional<Path> changed) {
    this.changed = changed;
  }

  /** The packaged node with these classes in place of its own. */
  public static NodeProgram changedBy(Path classes) {
    return new NodeProgram(Optional.of(classes.toAbsolutePath()));
  }

  /** The arguments of java that run it. */
  public List<String> arguments() {
    return changed
        .map(classes -> List.of("-cp", classes + ":" + NodeProcess.JAR, "io.henge.node.Main"))
        .orElse(NodeProcess.PACKAGED);
  }

  /** Those that run a main class of the node's tests in its place. */
  public List<String> ofTests(String name, String... properties) {
    List<String> packaged = NodeProcess.ofTests(name, properties);
    return packaged.stream()
        .map(argument -> isClassPath(argument) ? inFrontOf(argument) : argument)
        .toList();
  }

  private static boolean isClassPath(String argument) {
    return argument.startsWith(NodeProcess.JAR + ":");
  }

  private String inFrontOf(String classPath) {
    return changed.map(classes -> classes + ":" + classPath).orElse(classPath);
  }
}
