package io.henge.node.body;

import io.henge.node.blob.StageId;
import io.henge.node.peer.PeerConnections;
import io.henge.node.peer.StageFeed;
import io.henge.node.peer.StageStream;
import io.henge.node.port.NetworkFailure;
import io.henge.node.storage.BlobStore;
import io.henge.node.storage.StageRequest;
import io.henge.ring.Member;
import io.vertx.core.buffer.Buffer;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens stages on this node's disk and at peers, for bodies of one event loop. */
final class StageOpener {
  private static final Logger LOG = LoggerFactory.getLogger(StageOpener.class);

  private final BlobStore store;
  private final PeerConnections peers;

  StageOpener(BlobStore store, PeerConnections peers) {
    this.store = store;
    this.peers = peers;
  }

  /** Opens a stage here, for a body of that length if it is known; writing may begin at once. */
  StageSink here(StageId id, OptionalLong sizeBytes, StageSink.Events events) {
    return new Here(StageRequest.ofNew(id, sizeBytes), events);
  }

  /** The same at a peer. */
  StageSink at(Member member, StageId id, OptionalLong sizeBytes, StageSink.Events events) {
    return new There(member, id, sizeBytes, events);
  }

  private final class Here implements StageSink, StageFeed.Events {
    private final StageId id;
    private final Events events;
    private final StageFeed feed;

    Here(StageRequest request, Events events) {
      this.id = request.id();
      this.events = events;
      this.feed = new StageFeed(store.stage(request), this);
      feed.begin();
    }

    @Override
    public void write(Buffer bytes) {
      feed.write(bytes);
    }

    @Override
    public long pendingBytes() {
      return feed.pendingBytes();
    }

    @Override
    public void end(long sizeBytes, int crc32c) {
      feed.complete(sizeBytes, crc32c).onComplete(complete -> events.staged(), events::failed);
    }

    @Override
    public void abort() {
      feed.abort().onFailure(why -> LOG.warn("stage {} was not removed: {}", id, why.toString()));
    }

    @Override
    public void opened() {
      events.opened();
    }

    @Override
    public void written() {
      events.moved();
    }

    @Override
    public void failed(Throwable why) {
      events.failed(why);
    }
  }

  private final class There implements StageSink, StageStream.Events {
    private final Member member;
    private final StageId id;
    private final Events events;
    private final StageStream stream;
    private boolean endSent;

    There(Member member, StageId id, OptionalLong sizeBytes, Events events) {
      this.member = member;
      this.id = id;
      this.events = events;
      this.stream = peers.openStage(member, id, sizeBytes, this);
    }

    @Override
    public void write(Buffer bytes) {
      stream.write(bytes);
    }

    @Override
    public long pendingBytes() {
      return stream.unsentBytes();
    }

    @Override
    public void end(long sizeBytes, int crc32c) {
      endSent = true;
      stream.end(sizeBytes, crc32c);
    }

    @Override
    public void abort() {
      // A stage that is complete there outlives the connection; and a peer whose disk does not take
      // what it has sees the end of the connection only when it reads on.
      boolean outlives = endSent || stream.unsentBytes() > 0;
      stream.abort();
      if (outlives) {
        peers.abandonStage(member, id);
      }
    }

    @Override
    public void opened() {
      events.opened();
    }

    @Override
    public void sent() {
      events.moved();
    }

    @Override
    public void staged() {
      events.staged();
    }

    @Override
    public void failed(NetworkFailure why) {
      events.failed(why);
    }
  }
}
