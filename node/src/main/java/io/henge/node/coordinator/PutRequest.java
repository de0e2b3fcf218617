package io.henge.node.coordinator;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.port.IncomingBody;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A client's PUT.
 *
 * @param key the key
 * @param attributes the headers to keep with the blob, lower-case names
 * @param expiry until when it is to be there
 * @param options what PUT and DELETE have in common
 * @param body the body, not yet asked for
 */
public record PutRequest(
    PartitionedKey key,
    SortedMap<String, String> attributes,
    Expiry expiry,
    WriteOptions options,
    IncomingBody body) {
  /** Of a blob that is to stay. */
  public PutRequest(
      PartitionedKey key,
      SortedMap<String, String> attributes,
      WriteOptions options,
      IncomingBody body) {
    this(key, attributes, new Expiry.Never(), options, body);
  }

  /**
   * What PUT and DELETE have in common.
   *
   * @param preconditions checked before the body is asked for
   * @param contextToken the client's {@code Henge-Context}, opaque (rule V7)
   * @param requestId the id that the client chose, to make retries safe (rule V9)
   * @param w how many durable acks are asked for
   * @param sloppy whether nodes may stand in for owners that cannot be reached (rule W3)
   * @param timeoutMillis for the steps besides the body, 1 or more
   */
  public record WriteOptions(
      Preconditions preconditions,
      Optional<String> contextToken,
      Optional<String> requestId,
      QuorumSize w,
      boolean sloppy,
      long timeoutMillis) {}
}
