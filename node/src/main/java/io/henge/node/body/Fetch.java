package io.henge.node.body;

import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.peer.Checksum;
import io.henge.node.peer.RemoteRead;
import io.henge.node.peer.StageFeed;
import io.henge.node.port.NetworkFailure;
import io.henge.node.storage.Stage;
import io.henge.ring.version.Content;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies a peer's body into a stage, no faster than the disk takes it. Bytes that are not those of
 * the version are not kept, whatever the peer thinks of them.
 */
final class Fetch {
  private static final Logger LOG = LoggerFactory.getLogger(Fetch.class);
  private static final long WINDOW_BYTES = 1 << 20;

  private final RemoteRead read;
  private final StageFeed feed;
  private final Content content;
  private final Checksum checksum = new Checksum();
  private final Promise<Void> fetched = Promise.promise();
  private boolean over;

  Fetch(RemoteRead read, Future<Stage> opening, Content content) {
    this.read = read;
    this.content = content;
    this.feed = new StageFeed(opening, new FromDisk());
  }

  /** Copies; fails with {@link NetworkFailure} or what the store says, and then leaves no stage. */
  Future<Void> run() {
    feed.begin();
    if (read.length() != content.sizeBytes()) {
      fail(corrupt());
    }
    if (!over) {
      read.start(new FromPeer());
    }
    return fetched.future();
  }

  private void complete() {
    if (checksum.value() != content.crc32c()) {
      fail(corrupt());
    } else {
      feed.complete(content.sizeBytes(), content.crc32c())
          .onComplete(complete -> fetched.tryComplete(), this::fail);
    }
  }

  private void fail(Throwable why) {
    if (over) {
      return;
    }
    over = true;
    read.close();
    feed.abort()
        .onComplete(
            (removed, left) -> {
              if (left != null) {
                LOG.warn("a stage was not removed: {}", left.toString());
              }
              fetched.tryFail(why);
            });
  }

  private static NetworkFailure corrupt() {
    return new NetworkFailure(Reason.STORAGE, "the peer's bytes are not those of the version");
  }

  private final class FromPeer implements RemoteRead.Events {
    @Override
    public void bytes(Buffer slice) {
      checksum.update(slice);
      feed.write(slice);
      if (feed.pendingBytes() > WINDOW_BYTES) {
        read.pause();
      }
    }

    @Override
    public void ended() {
      complete();
    }

    @Override
    public void failed(NetworkFailure why) {
      fail(why);
    }
  }

  private final class FromDisk implements StageFeed.Events {
    @Override
    public void opened() {
      // What the peer sends meanwhile waits in the feed.
    }

    @Override
    public void written() {
      if (feed.pendingBytes() <= WINDOW_BYTES / 2) {
        read.resume();
      }
    }

    @Override
    public void failed(Throwable why) {
      fail(why);
    }
  }
}
