package io.henge.node.world;

import io.henge.node.blob.InlineBody;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.coordinator.DeleteRequest;
import io.henge.node.coordinator.EntityTags;
import io.henge.node.coordinator.GetAnswer;
import io.henge.node.coordinator.GetRequest;
import io.henge.node.coordinator.Preconditions;
import io.henge.node.coordinator.PutRequest;
import io.henge.node.coordinator.PutRequest.WriteOptions;
import io.henge.node.coordinator.QuorumSize;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** Requests as clients make them most of the time. */
public final class Requests {
  /** How long clients wait. */
  public static final long TIMEOUT_MILLIS = 5_000;

  /** No condition, no context, no id, the cluster's W. */
  public static final WriteOptions PLAIN =
      new WriteOptions(
          Preconditions.NONE,
          Optional.empty(),
          Optional.empty(),
          new QuorumSize.Default(),
          TIMEOUT_MILLIS);

  /** Only where nothing is. */
  public static final Preconditions IF_NONE_MATCH_ANY =
      new Preconditions(
          Optional.empty(), Optional.of(new EntityTags(true, Set.of())), OptionalLong.empty());

  private Requests() {}

  /** A blind PUT. */
  public static PutRequest put(PartitionedKey key, String text) {
    return put(key, text, PLAIN);
  }

  /** A PUT with options. */
  public static PutRequest put(PartitionedKey key, String text, WriteOptions options) {
    return new PutRequest(key, new TreeMap<>(), options, WorldBody.of(text));
  }

  /** A GET. */
  public static GetRequest get(PartitionedKey key) {
    return get(key, new QuorumSize.Default());
  }

  /** A GET from so many owners. */
  public static GetRequest get(PartitionedKey key, QuorumSize r) {
    return new GetRequest(key, Preconditions.NONE, Optional.empty(), true, r, TIMEOUT_MILLIS);
  }

  /** A blind DELETE. */
  public static DeleteRequest delete(PartitionedKey key) {
    return new DeleteRequest(key, PLAIN);
  }

  /** The same with a context that an answer gave. */
  public static WriteOptions with(String contextToken) {
    return new WriteOptions(
        PLAIN.preconditions(),
        Optional.of(contextToken),
        PLAIN.requestId(),
        PLAIN.w(),
        PLAIN.timeoutMillis());
  }

  /** The same under conditions, with an id that makes retries safe. */
  public static WriteOptions with(Preconditions conditions, String requestId) {
    return new WriteOptions(
        conditions, Optional.empty(), Optional.of(requestId), PLAIN.w(), PLAIN.timeoutMillis());
  }

  /** The same with another number of acks. */
  public static WriteOptions with(QuorumSize w) {
    return new WriteOptions(
        PLAIN.preconditions(), Optional.empty(), Optional.empty(), w, PLAIN.timeoutMillis());
  }

  /** A text of which the body is staged, not sent along with the commit. */
  public static String large(String text) {
    return text + "-".repeat(WorldBodies.SMALL_BYTES_MAX);
  }

  /** The bytes of an answer, as text. */
  public static String text(GetAnswer answer) {
    return ((InlineBody) answer.body().orElseThrow()).bytes().toString();
  }
}
