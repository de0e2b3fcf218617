package io.henge.node.world.search;

import java.util.List;

/**
 * A bug to put into the product: what stands in its source, and what shall stand there instead. The
 * product itself knows nothing of it; a fault whose place has changed no longer fits and says so.
 *
 * @param rule the rule of the protocol that it breaks
 * @param name what the bug is, in a few words
 * @param test the test of the rule that fails with it
 * @param isFoundBySearch whether random worlds find it; what the simulated ports stand in for, they
 *     cannot
 * @param edits where
 */
record PlantedFault(
    String rule, String name, Test test, boolean isFoundBySearch, List<Edit> edits) {
  PlantedFault {
    edits = List.copyOf(edits);
  }

  /** A method of a class of tests. */
  record Test(String className, String method) {
    private static final String PACKAGE = "io.henge.node.";

    /** From {@code world.ATest#what_it_shows}. */
    static Test of(String text) {
      String[] parts = text.split("#", 2);
      return new Test(PACKAGE + parts[0], parts[1]);
    }

    @Override
    public String toString() {
      return className.substring(PACKAGE.length()) + "#" + method;
    }
  }

  /**
   * One place.
   *
   * @param file below the project's directory
   * @param sound what stands there, once
   * @param faulty what shall stand there
   */
  record Edit(String file, String sound, String faulty) {
    String applyTo(String source) {
      int at = source.indexOf(sound);
      if (at < 0 || source.indexOf(sound, at + 1) >= 0) {
        throw new IllegalStateException(
            "the planted fault does not fit (any more): '%s' does not stand once in %s"
                .formatted(sound, file));
      }
      return source.replace(sound, faulty);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
