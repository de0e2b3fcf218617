package io.henge.client;

import java.util.Optional;
import java.util.function.Function;

/**
 * How a blob is changed by {@link HengeClient#update}.
 *
 * <pre>{@code
 * Update.of(old -> increased(old.orElse(ZERO))).withMaxTries(10)
 * }</pre>
 *
 * @param change gives the new bytes for the present ones, which are empty when there are none; may
 *     be called several times
 * @param resolver makes one of several siblings, which the change then gets
 * @param options of the write; its context, conditions and request id are the update's own
 * @param maxTries how often it is tried while others change the blob as well, 1 or more
 * @param maxBytes the most bytes of a version that is read
 */
public record Update(
    Function<Optional<byte[]>, byte[]> change,
    ConflictResolver<byte[]> resolver,
    WriteOptions options,
    int maxTries,
    int maxBytes) {
  private static final int TRIES = 10;
  private static final int BYTES = 16 << 20;

  public Update {
    if (maxTries < 1 || maxBytes < 0) {
      throw new IllegalArgumentException("1 try or more: " + maxTries + ", " + maxBytes);
    }
  }

  /** With the shown one of siblings, 10 tries, and up to 16 MiB. */
  public static Update of(Function<Optional<byte[]>, byte[]> change) {
    return new Update(change, ConflictResolver.shown(), WriteOptions.DEFAULT, TRIES, BYTES);
  }

  /** The same with another resolver. */
  public Update withResolver(ConflictResolver<byte[]> other) {
    return new Update(change, other, options, maxTries, maxBytes);
  }

  /** The same with other options of the write. */
  public Update withOptions(WriteOptions other) {
    return new Update(change, resolver, other, maxTries, maxBytes);
  }

  /** The same with more tries, or fewer. */
  public Update withMaxTries(int tries) {
    return new Update(change, resolver, options, tries, maxBytes);
  }
}
