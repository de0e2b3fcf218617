package io.henge.chaos.planted;

/**
 * One place of the product's source.
 *
 * @param file below the project's directory
 * @param sound what stands there, once
 * @param faulty what shall stand there
 */
public record Edit(String file, String sound, String faulty) {
  /**
   * The changed source.
   *
   * @throws IllegalStateException when the place is not there (any more), or not the only one
   */
  public String applyTo(String source) {
    int at = source.indexOf(sound);
    if (sound.isEmpty() || at < 0 || source.indexOf(sound, at + 1) >= 0) {
      throw new IllegalStateException(
          "the planted fault does not fit (any more): '%s' does not stand once in %s"
              .formatted(sound, file));
    }
    return source.replace(sound, faulty);
  }
}
