package io.henge.node.blob;

import io.henge.ring.BlobKey;
import io.henge.ring.codec.Encoder;
import java.util.Optional;

/**
 * Which keys are to be listed: of those that begin with a prefix, the first ones from a place on,
 * in the order of their bytes. With a delimiter, keys that are the same up to the first one after
 * the prefix are a group, of which it is enough to know that there is such a key.
 *
 * @param prefix how the keys begin, at most {@value #TEXT_BYTES_MAX} bytes without NUL; empty for
 *     all keys
 * @param delimiter what ends the name of a group, likewise and not empty; empty for no groups
 * @param from where to begin
 * @param limit how many keys at most, 1 to {@value #LIMIT_MAX}
 */
public record KeyRange(String prefix, Optional<String> delimiter, KeyBound from, int limit) {
  /** The most keys. */
  public static final int LIMIT_MAX = 1_000;

  /** No longer text can stand in a key. */
  public static final int TEXT_BYTES_MAX = BlobKey.LENGTH_MAX;

  public KeyRange {
    requireText("the prefix", prefix);
    delimiter.ifPresent(text -> requireText("the delimiter", text));
    if (delimiter.filter(String::isEmpty).isPresent()) {
      throw new IllegalArgumentException("the delimiter is empty");
    }
    if (limit < 1 || limit > LIMIT_MAX) {
      throw new IllegalArgumentException("1 to %d keys are listed: %d".formatted(LIMIT_MAX, limit));
    }
  }

  /** Throws IllegalArgumentException when a text is longer than a key, or cannot be in one. */
  public static void requireText(String what, String text) {
    int sizeBytes = Encoder.utf8SizeBytes(text);
    if (sizeBytes > TEXT_BYTES_MAX) {
      throw new IllegalArgumentException(
          "%s has %d bytes, at most %d".formatted(what, sizeBytes, TEXT_BYTES_MAX));
    }
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(what + " holds a NUL character");
    }
  }

  /**
   * The rest of a group, which is not told of although keys after it are.
   *
   * @param from where it begins
   * @param group the name of the group
   */
  public record Gap(KeyBound from, String group) {
    public Gap {
      if (from.compareTo(KeyBound.at(group)) < 0 || from.compareTo(KeyBound.past(group)) > 0) {
        throw new IllegalArgumentException("a gap outside of its group: " + group);
      }
    }

    /** The first place after it. */
    public KeyBound to() {
      return KeyBound.past(group);
    }
  }

  /** Where the keys that are wanted can begin. */
  public KeyBound start() {
    KeyBound first = KeyBound.at(prefix);
    return from.compareTo(first) > 0 ? from : first;
  }

  /** The name of a key's group, which is how all in it begin; empty when it is in none. */
  public Optional<String> groupOf(String key) {
    if (delimiter.isEmpty() || !key.startsWith(prefix)) {
      return Optional.empty();
    }
    int at = key.indexOf(delimiter.get(), prefix.length());
    return at < 0 ? Optional.empty() : Optional.of(key.substring(0, at + delimiter.get().length()));
  }

  /** Whether a text is the name of a group. */
  public boolean isGroup(String text) {
    return groupOf(text).filter(text::equals).isPresent();
  }

  /** The same keys from another place on. */
  public KeyRange from(KeyBound place) {
    return new KeyRange(prefix, delimiter, place, limit);
  }

  /** The keys of one group from a place on, one by one. */
  public KeyRange within(String group, KeyBound place) {
    return new KeyRange(group, Optional.empty(), place, limit);
  }

  /** The same keys, no more than so many of them. */
  public KeyRange withLimit(int most) {
    return new KeyRange(prefix, delimiter, from, most);
  }

  /** Whether a key is one of them, how many they may be aside. */
  public boolean holds(BlobKey key) {
    return key.text().startsWith(prefix) && from.isUpTo(key);
  }
}
