package io.henge.ring.wire;

import java.util.Locale;

/**
 * The one vocabulary of failures. Every error answer carries one of these codes, and this is the
 * only place that maps them to HTTP.
 */
public enum ErrorCode {
  /** The request is malformed: a parameter, a header, a length. */
  BAD_REQUEST(400),
  /** The path does not name a key: bad escapes, bad UTF-8, too long, reserved. */
  INVALID_KEY(400),
  /** Credentials are missing. */
  UNAUTHORIZED(401),
  /** The credentials do not allow this. */
  FORBIDDEN(403),
  /** Enough owners say that nothing was ever stored under this key. */
  NOT_FOUND(404),
  /** The path exists, the method does not. */
  METHOD_NOT_ALLOWED(405),
  /** The client sent its request too slowly. */
  REQUEST_TIMEOUT(408),
  /** The write collides with the state of the key or of the cluster. */
  CONFLICT(409),
  /** The key was deleted, and the tombstone is still there. */
  GONE(410),
  /** {@code If-Match}, {@code If-None-Match} or a like condition does not hold. */
  PRECONDITION_FAILED(412),
  /** The body is larger than the limit. */
  TOO_LARGE(413),
  /** The requested range lies outside the blob. */
  RANGE_NOT_SATISFIABLE(416),
  /** The bytes do not match the checksum that came with them. */
  CHECKSUM_MISMATCH(422),
  /** A bound is reached; the request had no effect; try later. */
  TOO_MANY_REQUESTS(429),
  /** The header lines are larger than the limit. */
  HEADERS_TOO_LARGE(431),
  /** A bug. The answer names an incident, never a stack trace. */
  INTERNAL(500),
  /**
   * Too few replicas answered; the details say which failed how and whether the write may surface.
   */
  QUORUM_NOT_REACHED(503),
  /** This node cannot serve yet, or no longer. */
  UNAVAILABLE(503),
  /** The request's time ran out. */
  TIMEOUT(504),
  /** Too few owners have space for the body. */
  INSUFFICIENT_STORAGE(507);

  private final int httpStatus;

  ErrorCode(int httpStatus) {
    this.httpStatus = httpStatus;
  }

  /** The HTTP status code, 400 to 599. */
  public int httpStatus() {
    return httpStatus;
  }

  /** The code as it stands in an error document, such as {@code quorum-not-reached}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
