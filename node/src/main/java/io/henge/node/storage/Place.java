package io.henge.node.storage;

/** Where the bytes of a live version are. */
enum Place {
  /** It has none: a tombstone. */
  NONE(0),
  /** In the index. */
  INLINE(1),
  /** In a blob file. */
  FILE(2);

  private static final Place[] PLACES = values();

  private final int code;

  Place(int code) {
    this.code = code;
  }

  /** The number in stored records; it never changes. */
  int code() {
    return code;
  }

  /**
   * The place of a {@link #code}.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Place ofCode(int code) {
    for (Place place : PLACES) {
      if (place.code == code) {
        return place;
      }
    }
    throw new IllegalArgumentException("no place has the code " + code);
  }
}
