package io.henge.ring.codec;

/**
 * The bytes are not what they should be: cut short, damaged, over a bound, or of a format that this
 * program does not know. It is always the fault of the bytes, never of the reader.
 */
public final class CodecException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CodecException(String message) {
    super(message);
  }

  public CodecException(String message, Throwable cause) {
    super(message, cause);
  }
}
