package io.henge.node.world;

import io.henge.node.blob.InlineBody;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.coordinator.DeleteRequest;
import io.henge.node.coordinator.EntityTags;
import io.henge.node.coordinator.Expiry;
import io.henge.node.coordinator.GetAnswer;
import io.henge.node.coordinator.GetRequest;
import io.henge.node.coordinator.Preconditions;
import io.henge.node.coordinator.PutRequest;
import io.henge.node.coordinator.PutRequest.WriteOptions;
import io.henge.node.coordinator.QuorumSize;
import io.henge.node.coordinator.ReadOptions;
import io.henge.node.coordinator.SiblingsRequest;
import io.henge.ring.version.Dot;
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
          true,
          TIMEOUT_MILLIS);

  /** From R owners, strictly. */
  public static final ReadOptions READ =
      new ReadOptions(new QuorumSize.Default(), false, false, TIMEOUT_MILLIS);

  /** From fewer, if need be. */
  public static final ReadOptions SLOPPY =
      new ReadOptions(new QuorumSize.Default(), true, false, TIMEOUT_MILLIS);

  /** Written back before it is answered. */
  public static final ReadOptions REPAIR_BEFORE =
      new ReadOptions(new QuorumSize.Default(), false, true, TIMEOUT_MILLIS);

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

  /** A PUT of a blob that is to go again. */
  public static PutRequest put(
      PartitionedKey key, String text, Expiry expiry, WriteOptions options) {
    return new PutRequest(key, new TreeMap<>(), expiry, options, WorldBody.of(text));
  }

  /** A GET. */
  public static GetRequest get(PartitionedKey key) {
    return get(key, new QuorumSize.Default());
  }

  /** A GET from so many owners. */
  public static GetRequest get(PartitionedKey key, QuorumSize r) {
    return get(key, new ReadOptions(r, false, false, TIMEOUT_MILLIS));
  }

  /** A GET with options. */
  public static GetRequest get(PartitionedKey key, ReadOptions options) {
    return new GetRequest(
        key, Optional.empty(), Preconditions.NONE, Optional.empty(), true, options);
  }

  /** A GET of one version. */
  public static GetRequest get(PartitionedKey key, Dot version, Preconditions conditions) {
    return new GetRequest(key, Optional.of(version), conditions, Optional.empty(), true, READ);
  }

  /** A question for all versions. */
  public static SiblingsRequest siblings(PartitionedKey key) {
    return new SiblingsRequest(key, READ);
  }

  /** A blind DELETE. */
  public static DeleteRequest delete(PartitionedKey key) {
    return new DeleteRequest(key, PLAIN);
  }

  /** A DELETE with options. */
  public static DeleteRequest delete(PartitionedKey key, WriteOptions options) {
    return new DeleteRequest(key, options);
  }

  /** The same with a context that an answer gave. */
  public static WriteOptions with(String contextToken) {
    return new WriteOptions(
        PLAIN.preconditions(),
        Optional.of(contextToken),
        PLAIN.requestId(),
        PLAIN.w(),
        PLAIN.sloppy(),
        PLAIN.timeoutMillis());
  }

  /** The same under conditions, with an id that makes retries safe. */
  public static WriteOptions with(Preconditions conditions, String requestId) {
    return new WriteOptions(
        conditions,
        Optional.empty(),
        Optional.of(requestId),
        PLAIN.w(),
        PLAIN.sloppy(),
        PLAIN.timeoutMillis());
  }

  /** The same with an id and a context. */
  public static WriteOptions with(String contextToken, String requestId) {
    return new WriteOptions(
        PLAIN.preconditions(),
        Optional.of(contextToken),
        Optional.of(requestId),
        PLAIN.w(),
        PLAIN.sloppy(),
        PLAIN.timeoutMillis());
  }

  /** The same with another number of acks. */
  public static WriteOptions with(QuorumSize w) {
    return new WriteOptions(
        PLAIN.preconditions(),
        Optional.empty(),
        Optional.empty(),
        w,
        PLAIN.sloppy(),
        PLAIN.timeoutMillis());
  }

  /** The same without stand-ins. */
  public static WriteOptions strict(WriteOptions options) {
    return new WriteOptions(
        options.preconditions(),
        options.contextToken(),
        options.requestId(),
        options.w(),
        false,
        options.timeoutMillis());
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
