package io.henge.ring;

import java.nio.ByteBuffer;

/**
 * SHA-256 of a key: its first 64 bits choose the partition, all of it names files.
 *
 * @param prefix bits 0 to 63, big endian, to be taken as unsigned
 * @param second bits 64 to 127
 * @param third bits 128 to 191
 * @param fourth bits 192 to 255
 */
public record KeyHash(long prefix, long second, long third, long fourth) {
  public static KeyHash of(BlobKey key) {
    return key.hash();
  }

  static KeyHash ofDigest(byte[] sha256) {
    ByteBuffer digest = ByteBuffer.wrap(sha256);
    return new KeyHash(digest.getLong(), digest.getLong(), digest.getLong(), digest.getLong());
  }

  /** The whole digest as 64 lowercase hex digits. */
  public String hex() {
    return Hex.word(prefix) + Hex.word(second) + Hex.word(third) + Hex.word(fourth);
  }

  @Override
  public String toString() {
    return hex();
  }
}
