package io.henge.node.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The secret that all nodes of a cluster share and prove to each other.
 *
 * <p>It is never written anywhere: {@link #toString} does not show it, and it is no part of any
 * message.
 */
public final class ClusterSecret {
  /** Shorter secrets could be guessed from one observed challenge. */
  public static final int BYTES_MIN = 16;

  public static final int BYTES_MAX = 1024;

  private final byte[] bytes;

  private ClusterSecret(byte[] bytes) {
    if (bytes.length < BYTES_MIN || bytes.length > BYTES_MAX) {
      throw new IllegalArgumentException(
          "a secret has "
              + BYTES_MIN
              + " to "
              + BYTES_MAX
              + " bytes, this one has "
              + bytes.length
              + "; make one with: openssl rand -hex 32");
    }
    this.bytes = bytes;
  }

  /**
   * A secret from its text, of which white space at both ends is no part.
   *
   * @throws IllegalArgumentException when its length in UTF-8 is out of bounds
   */
  public static ClusterSecret of(String text) {
    return new ClusterSecret(text.strip().getBytes(StandardCharsets.UTF_8));
  }

  /** A copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClusterSecret secret && MessageDigest.isEqual(bytes, secret.bytes);
  }

  /** The same for all secrets, so that it tells nothing. */
  @Override
  public int hashCode() {
    return ClusterSecret.class.hashCode();
  }

  @Override
  public String toString() {
    return "ClusterSecret[hidden]";
  }
}
