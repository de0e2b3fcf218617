package io.henge.client;

/**
 * The bytes that came are not those that were stored, or those that arrived not those that were
 * sent: their checksum or their number is another one. Of an upload nothing is stored then where
 * the checksum could go along with it, that is from memory; else the damaged bytes are, until they
 * are replaced.
 */
public final class DamagedBodyException extends HengeException {
  private static final long serialVersionUID = 1;

  /** With a text for people. */
  public DamagedBodyException(String message) {
    super("damaged-body", message, null);
  }
}
