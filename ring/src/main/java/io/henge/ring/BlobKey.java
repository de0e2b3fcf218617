package io.henge.ring;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The name of a blob: 1 to {@value #LENGTH_MAX} bytes of UTF-8 without NUL.
 *
 * <p>A key is what its percent-encoding says, decoded once, and nothing is normalised away: {@code
 * a//b}, {@code a/./b} and {@code a/../b} are keys of their own. The first segment {@code -} is
 * reserved for the system. Keys are equal and ordered by their unsigned bytes.
 */
public final class BlobKey implements Comparable<BlobKey> {
  /** In bytes of UTF-8. */
  public static final int LENGTH_MAX = 1024;

  private static final String RESERVED_SEGMENT = "-";

  private final byte[] utf8;
  private final String text;

  private BlobKey(byte[] utf8, String text) {
    this.utf8 = utf8;
    this.text = text;
  }

  /**
   * The key of a request.
   *
   * @param rawPath the path as it stood in the request line: percent-encoded, with the leading
   *     slash, without the query
   * @throws InvalidKeyException when the path is badly encoded or says no valid key
   */
  public static BlobKey fromRawPath(String rawPath) {
    return ofUtf8(RawPath.decode(rawPath));
  }

  /** Throws InvalidKeyException when the text is no valid key. */
  public static BlobKey of(String text) {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] utf8 = new byte[encoded.remaining()];
      encoded.get(utf8);
      return checked(utf8, text);
    } catch (CharacterCodingException e) {
      throw new InvalidKeyException("the key holds half of a surrogate pair");
    }
  }

  /** Throws InvalidKeyException when the bytes, of which a copy is taken, are no valid key. */
  public static BlobKey ofUtf8(byte[] utf8) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      return checked(utf8.clone(), text);
    } catch (CharacterCodingException e) {
      throw new InvalidKeyException("the key is not valid UTF-8");
    }
  }

  private static BlobKey checked(byte[] utf8, String text) {
    if (utf8.length == 0) {
      throw new InvalidKeyException("the key is empty");
    }
    if (utf8.length > LENGTH_MAX) {
      throw new InvalidKeyException(
          "the key has " + utf8.length + " bytes; at most " + LENGTH_MAX + " are possible");
    }
    if (text.indexOf('\0') >= 0) {
      throw new InvalidKeyException("the key holds a NUL character");
    }
    if (text.equals(RESERVED_SEGMENT) || text.startsWith(RESERVED_SEGMENT + "/")) {
      throw new InvalidKeyException("keys whose first segment is '-' are reserved for the system");
    }
    return new BlobKey(utf8, text);
  }

  /** The key in UTF-8; a copy. */
  public byte[] bytes() {
    return utf8.clone();
  }

  public String text() {
    return text;
  }

  /** What stands before the first slash; the default bucket, {@code ""}, without a slash. */
  public String bucket() {
    int slash = text.indexOf('/');
    return slash < 0 ? "" : text.substring(0, slash);
  }

  /**
   * The path of a request for this key, which {@link #fromRawPath} reads back.
   *
   * <p>It is encoded so that no client or proxy on the way finds anything to tidy up: empty
   * segments and those of dots alone are spelt out.
   */
  public String toRawPath() {
    return RawPath.encode(text);
  }

  /** SHA-256 of the key, which decides where the blob lives. */
  KeyHash hash() {
    return KeyHash.ofDigest(Sha256.of(utf8));
  }

  @Override
  public int compareTo(BlobKey other) {
    return Arrays.compareUnsigned(utf8, other.utf8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BlobKey key && Arrays.equals(utf8, key.utf8);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
