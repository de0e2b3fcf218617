package io.henge.ring.version;

/**
 * Remembers which version a client's request became, so that a retry of the request gets the first
 * attempt's answer instead of a second version. An object keeps the last {@link
 * BlobObject#REQUESTS_MAX} of them. The order is by timestamp, dot and id.
 *
 * @param requestId chosen by the client: 1 to {@link #ID_LENGTH_MAX} printable ASCII characters
 */
public record RequestRecord(String requestId, Dot dot, Timestamp timestamp)
    implements Comparable<RequestRecord> {
  public static final int ID_LENGTH_MAX = 128;

  public RequestRecord {
    if (!isRequestId(requestId)) {
      throw new IllegalArgumentException(
          "a request id is 1 to " + ID_LENGTH_MAX + " printable ASCII characters");
    }
  }

  /** Whether the text can be a request id. */
  public static boolean isRequestId(String text) {
    return !text.isEmpty()
        && text.length() <= ID_LENGTH_MAX
        && text.chars().allMatch(c -> c >= ' ' && c <= '~');
  }

  @Override
  public int compareTo(RequestRecord other) {
    int byTimestamp = timestamp.compareTo(other.timestamp);
    if (byTimestamp != 0) {
      return byTimestamp;
    }
    int byDot = dot.compareTo(other.dot);
    return byDot != 0 ? byDot : requestId.compareTo(other.requestId);
  }
}
