package io.henge.node.body;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.OpenBody;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.blob.StageId;
import io.henge.node.peer.LoopConnections;
import io.henge.node.peer.ReadPatience;
import io.henge.node.peer.RemoteRead;
import io.henge.node.port.Bodies;
import io.henge.node.port.IncomingBody;
import io.henge.node.storage.BlobStore;
import io.henge.node.storage.StageRequest;
import io.henge.ring.Member;
import io.henge.ring.version.Content;
import io.henge.ring.version.Version;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ways of bodies in production: to this node's disk and to peers, and from peers. One per node;
 * each body stays on one event loop. Futures complete on the caller's context.
 */
public final class BodySpreader implements Bodies {
  private static final Logger LOG = LoggerFactory.getLogger(BodySpreader.class);

  private final Vertx vertx;
  private final BlobStore store;
  private final LoopConnections connections;
  private final SpreadSettings settings;

  public BodySpreader(
      Vertx vertx, BlobStore store, LoopConnections connections, SpreadSettings settings) {
    this.vertx = vertx;
    this.store = store;
    this.connections = connections;
    this.settings = settings;
  }

  @Override
  public Future<Received> receive(IncomingBody body, ReceivePlan plan) {
    BodySource source = (BodySource) body;
    Context caller = vertx.getOrCreateContext();
    Promise<Received> received = Promise.promise();
    source
        .context()
        .runOnContext(
            begin ->
                start(source, plan)
                    .onComplete(result -> caller.runOnContext(now -> received.handle(result))));
    return received.future();
  }

  private Future<Received> start(BodySource source, ReceivePlan plan) {
    StageOpener stages = new StageOpener(store, connections.current());
    return new Reception(vertx, source, plan, stages, settings).run();
  }

  @Override
  public Future<OpenBody> open(
      Member holder, PartitionedKey key, Version version, ByteRange range) {
    content(version);
    return connections
        .current()
        .read(
            holder,
            key,
            version,
            range,
            new ReadPatience(settings.stallMillis(), settings.bodyStallMillis()))
        .map(
            read ->
                new RemoteBody(
                    vertx.getOrCreateContext(),
                    read,
                    expected(version, range, read),
                    () ->
                        "%s of version %s of %s from node %s"
                            .formatted(range, version.dot().token(), key.key(), holder.node())));
  }

  /** Of a whole body the version knows what it is, of a slice only its holder does. */
  private static ExpectedBody expected(Version version, ByteRange range, RemoteRead read) {
    Content content = content(version);
    boolean whole = range.equals(ByteRange.whole(content.sizeBytes()));
    return new ExpectedBody(range.length(), whole ? content.crc32c() : read.crc32c());
  }

  @Override
  public Future<Void> fetch(Member holder, PartitionedKey key, Version version, StageId into) {
    Content content = content(version);
    ByteRange whole = ByteRange.whole(content.sizeBytes());
    return connections
        .current()
        .read(
            holder,
            key,
            version,
            whole,
            new ReadPatience(settings.bodyStallMillis(), settings.bodyStallMillis()))
        .compose(
            read ->
                new Fetch(
                        read,
                        store.stage(StageRequest.ofRepair(into, content.sizeBytes())),
                        content)
                    .run());
  }

  @Override
  public void abandon(StageId stage, List<Member> remotes) {
    store
        .abandon(stage)
        .onFailure(why -> LOG.warn("stage {} was not removed: {}", stage, why.getMessage()));
    for (Member remote : remotes) {
      connections.current().abandonStage(remote, stage);
    }
  }

  private static Content content(Version version) {
    return version
        .content()
        .orElseThrow(() -> new IllegalArgumentException("a tombstone has no body"));
  }
}
