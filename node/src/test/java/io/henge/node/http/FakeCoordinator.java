package io.henge.node.http;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.InlineBody;
import io.henge.node.blob.OpenBody;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.body.BodySource;
import io.henge.node.coordinator.Coordinator;
import io.henge.node.coordinator.Coordinators;
import io.henge.node.coordinator.DeleteRequest;
import io.henge.node.coordinator.GetAnswer;
import io.henge.node.coordinator.GetRequest;
import io.henge.node.coordinator.ListAnswer;
import io.henge.node.coordinator.ListRequest;
import io.henge.node.coordinator.Preconditions.Verdict;
import io.henge.node.coordinator.PutRequest;
import io.henge.node.coordinator.SiblingsAnswer;
import io.henge.node.coordinator.SiblingsRequest;
import io.henge.node.coordinator.SurveyAnswer;
import io.henge.node.coordinator.WriteReceipt;
import io.henge.node.failure.BlobFailure;
import io.henge.ring.Incarnation;
import io.henge.ring.NodeId;
import io.henge.ring.version.Actor;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Content;
import io.henge.ring.version.Context;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Policy;
import io.henge.ring.version.Timestamp;
import io.henge.ring.version.Version;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.zip.CRC32C;

/** One owner that keeps everything in memory, and can be told to fail, to wait, or to stall. */
final class FakeCoordinator implements Coordinators, Coordinator {
  static final String CONTEXT = "context-token";
  static final long MODIFIED_MILLIS = 1_700_000_000_000L;

  final List<PutRequest> puts = new CopyOnWriteArrayList<>();
  final List<GetRequest> gets = new CopyOnWriteArrayList<>();
  final List<SiblingsRequest> lists = new CopyOnWriteArrayList<>();
  final List<DeleteRequest> deletes = new CopyOnWriteArrayList<>();
  final List<String> bodyFailures = new CopyOnWriteArrayList<>();

  volatile Function<PartitionedKey, Future<Void>> before = key -> Future.succeededFuture();
  volatile BiFunction<Buffer, ByteRange, OpenBody> opener =
      (bytes, range) -> new InlineBody(bytes.slice((int) range.offset(), (int) range.end()));
  volatile BiFunction<BodySource, Buffer, Boolean> onChunk = (source, chunk) -> true;
  volatile Function<PartitionedKey, SurveyAnswer> survey =
      key -> {
        throw new AssertionError("nobody asked for a survey");
      };
  volatile Function<ListRequest, Future<ListAnswer>> pages =
      request -> {
        throw new AssertionError("nobody asked for a page of keys");
      };
  volatile int siblings = 1;
  volatile List<Version> versions = List.of();
  volatile boolean degraded;

  private final Map<String, Stored> blobs = new ConcurrentHashMap<>();
  private final AtomicLong counter = new AtomicLong();
  private final Actor actor = new Actor(new NodeId(7), new Incarnation(8), 0);

  private record Stored(Version version, Buffer bytes) {}

  @Override
  public <T> Future<T> on(PartitionedKey key, Function<Coordinator, Future<T>> step) {
    return before.apply(key).compose(ready -> step.apply(this));
  }

  @Override
  public <T> Future<T> anywhere(Function<Coordinator, Future<T>> step) {
    return step.apply(this);
  }

  @Override
  public Future<ListAnswer> list(ListRequest request) {
    return pages.apply(request);
  }

  @Override
  public Future<SurveyAnswer> survey(PartitionedKey key) {
    return Future.succeededFuture(survey.apply(key));
  }

  @Override
  public Future<WriteReceipt> put(PutRequest request) {
    puts.add(request);
    String key = request.key().key().text();
    if (request.options().preconditions().forWrite(object(key), MODIFIED_MILLIS)
        == Verdict.FAILED) {
      return refused(ErrorCode.PRECONDITION_FAILED, "a precondition does not hold");
    }
    int w = request.options().w().of(3, 2);
    OptionalLong expires = request.expiry().millis(MODIFIED_MILLIS);
    Buffer bytes = Buffer.buffer();
    BodySource source = (BodySource) request.body();
    return source
        .start(
            chunk -> {
              if (onChunk.apply(source, chunk)) {
                bytes.appendBuffer(chunk);
              }
            })
        .onFailure(failure -> bodyFailures.add(failure.getMessage()))
        .map(
            whole -> {
              Version version = hold(key, bytes, request.attributes(), expires);
              return new WriteReceipt(
                  Optional.of(version.dot()),
                  CONTEXT,
                  OptionalInt.of(version.content().orElseThrow().crc32c()),
                  expires,
                  Math.max(w, 3),
                  3,
                  0,
                  false,
                  1);
            });
  }

  /** Has a blob without anybody's request. */
  void hold(String key, Buffer bytes) {
    hold(key, bytes, new TreeMap<>(), OptionalLong.empty());
  }

  private Version hold(
      String key, Buffer bytes, SortedMap<String, String> attributes, OptionalLong expires) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.getBytes());
    Content content = new Content(bytes.length(), (int) crc.getValue(), attributes);
    Version version = version(expires, Optional.of(content));
    blobs.put(key, new Stored(version, bytes));
    return version;
  }

  private BlobObject object(String key) {
    return shown(key).map(BlobObject::written).orElse(BlobObject.EMPTY);
  }

  @Override
  public Future<GetAnswer> get(GetRequest request) {
    gets.add(request);
    request.options().r().of(3, 2);
    String key = request.key().key().text();
    Verdict verdict = request.preconditions().forRead(object(key), MODIFIED_MILLIS);
    if (verdict == Verdict.FAILED) {
      return refused(ErrorCode.PRECONDITION_FAILED, "a precondition does not hold");
    }
    Stored stored = blobs.get(key);
    if (request.version().filter(dot -> !isLive(key, dot)).isPresent()) {
      return refused(ErrorCode.NOT_FOUND, "the version is not live any more");
    }
    if (stored == null) {
      return refused(ErrorCode.NOT_FOUND, "there is no such blob");
    }
    if (stored.version.isTombstone()) {
      return Future.failedFuture(BlobFailure.gone("the blob was deleted", CONTEXT));
    }
    long size = stored.bytes.length();
    boolean modified = verdict == Verdict.PROCEED;
    Optional<ByteRange> range =
        request.range().isPresent() && modified
            ? request.range().get().of(size)
            : Optional.of(ByteRange.whole(size));
    if (range.isEmpty()) {
      return refused(ErrorCode.RANGE_NOT_SATISFIABLE, "outside");
    }
    return Future.succeededFuture(
        new GetAnswer(
            stored.version,
            CONTEXT,
            siblings,
            modified,
            range.get(),
            request.range().isPresent() && modified,
            degraded,
            modified && request.bytesWanted()
                ? Optional.of(opener.apply(stored.bytes, range.get()))
                : Optional.empty(),
            1));
  }

  @Override
  public Future<SiblingsAnswer> siblings(SiblingsRequest request) {
    lists.add(request);
    request.options().r().of(3, 2);
    return versions.isEmpty()
        ? refused(ErrorCode.NOT_FOUND, "there is no such blob")
        : Future.succeededFuture(new SiblingsAnswer(versions, CONTEXT, degraded, 1));
  }

  @Override
  public Future<WriteReceipt> delete(DeleteRequest request) {
    deletes.add(request);
    String key = request.key().key().text();
    if (request.options().preconditions().forWrite(object(key), MODIFIED_MILLIS)
        == Verdict.FAILED) {
      return refused(ErrorCode.PRECONDITION_FAILED, "a precondition does not hold");
    }
    if (!blobs.containsKey(key)) {
      return Future.succeededFuture(
          new WriteReceipt(
              Optional.empty(), "", OptionalInt.empty(), OptionalLong.empty(), 0, 3, 0, false, 1));
    }
    Version tombstone = version(OptionalLong.empty(), Optional.empty());
    blobs.put(key, new Stored(tombstone, Buffer.buffer()));
    return Future.succeededFuture(
        new WriteReceipt(
            Optional.of(tombstone.dot()),
            CONTEXT,
            OptionalInt.empty(),
            OptionalLong.empty(),
            2,
            3,
            0,
            false,
            1));
  }

  void forget() {
    blobs.clear();
  }

  /** The bytes of a key, empty when there are none. */
  Optional<Buffer> bytes(String key) {
    return Optional.ofNullable(blobs.get(key))
        .filter(stored -> !stored.version.isTombstone())
        .map(Stored::bytes);
  }

  private Optional<Version> shown(String key) {
    return Optional.ofNullable(blobs.get(key))
        .map(Stored::version)
        .filter(version -> !version.isTombstone());
  }

  private boolean isLive(String key, Dot dot) {
    return shown(key).filter(version -> version.dot().equals(dot)).isPresent();
  }

  private Version version(OptionalLong expires, Optional<Content> content) {
    return new Version(
        new Dot(actor, counter.incrementAndGet()),
        Context.EMPTY,
        new Timestamp(MODIFIED_MILLIS, 0),
        Policy.SIBLINGS,
        Optional.empty(),
        expires,
        content);
  }

  private static <T> Future<T> refused(ErrorCode code, String message) {
    return Future.failedFuture(BlobFailure.of(code, message));
  }
}
