package io.henge.node.http;

/**
 * The bounds of a listener.
 *
 * @param connectionsMax open connections; further ones are closed at once
 * @param requestsMax requests for blobs at a time; further ones get 429
 * @param headBytesMax bytes of a request's header lines; more is 431
 * @param blobBytesMax bytes of a body; more is 413
 * @param timeoutMillis of a request that names none
 * @param drainMillis for which requests that run go on when the listener stops
 * @param patience with slow clients
 */
public record HttpLimits(
    int connectionsMax,
    int requestsMax,
    int headBytesMax,
    long blobBytesMax,
    long timeoutMillis,
    long drainMillis,
    ClientPatience patience) {
  /** What a node has unless it is told otherwise. */
  public static final HttpLimits DEFAULT =
      new HttpLimits(
          10_000, 1_000, 16 << 10, Long.MAX_VALUE, 10_000, 10_000, ClientPatience.DEFAULT);

  public HttpLimits {
    if (connectionsMax < 1
        || requestsMax < 1
        || headBytesMax < 1
        || blobBytesMax < 0
        || drainMillis < 0) {
      throw new IllegalArgumentException("a bound that lets nothing through");
    }
    if (timeoutMillis < 1 || timeoutMillis > QueryOptions.TIMEOUT_MILLIS_MAX) {
      throw new IllegalArgumentException("a timeout out of bounds: " + timeoutMillis);
    }
  }
}
