package io.henge.node.peer;

import io.henge.node.blob.StageId;
import io.henge.node.storage.BlobStore;
import io.henge.node.storage.StageRequest;
import io.vertx.core.buffer.Buffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a body from a peer into a stage, and reads the connection no faster than the stage takes
 * it. A stage whose end was not heard, or whose completion could not be told, is removed.
 */
final class StageReceiver {
  private static final Logger LOG = LoggerFactory.getLogger(StageReceiver.class);
  private static final long WINDOW_BYTES = 1 << 20;

  private final PeerSocket socket;
  private final long callId;
  private final StageId id;
  private final StageFeed feed;
  private boolean failed;
  private boolean ended;
  private boolean done;
  private boolean paused;

  StageReceiver(PeerSocket socket, long callId, BodyMessages.OpenStage stage, BlobStore store) {
    this.socket = socket;
    this.callId = callId;
    this.id = stage.id();
    this.feed =
        new StageFeed(
            store.stage(StageRequest.ofNew(stage.id(), stage.sizeBytes())),
            new StageFeed.Events() {
              @Override
              public void opened() {
                if (!done) {
                  socket.write(FrameType.OPENED, callId);
                }
              }

              @Override
              public void written() {
                resumeWhenRoom();
              }

              @Override
              public void failed(Throwable why) {
                fail(why);
              }
            });
    feed.begin();
  }

  /** Whether the conversation about this stage is over. */
  boolean isDone() {
    return done;
  }

  /** Some of the body. After a failure the rest of it is dropped: the peer may not know yet. */
  void bytes(Buffer slice) {
    if (ended) {
      throw new IllegalArgumentException("bytes behind the end of a body");
    }
    if (failed) {
      return;
    }
    feed.write(slice);
    if (!paused && feed.pendingBytes() >= WINDOW_BYTES) {
      paused = true;
      socket.pause();
    }
  }

  /** The body was complete. */
  void end(BodyMessages.End end) {
    if (ended) {
      throw new IllegalArgumentException("a second end of a body");
    }
    ended = true;
    if (failed) {
      done = true;
      return;
    }
    feed.complete(end.sizeBytes(), end.crc32c())
        .onComplete(
            complete -> {
              if (!done) {
                done = true;
                socket.write(FrameType.STAGED, callId);
              }
            },
            this::fail);
  }

  /** The body will not be completed. */
  void abort() {
    if (done) {
      return;
    }
    done = true;
    resume();
    feed.abort().onFailure(why -> LOG.warn("stage {} was not removed: {}", id, why.getMessage()));
  }

  private void fail(Throwable why) {
    if (failed || done) {
      return;
    }
    failed = true;
    done = ended;
    LOG.debug("stage {} failed", id, why);
    resume();
    socket.write(FrameType.FAIL, callId, BodyMessages.encodeFailure(why));
    feed.abort().onFailure(left -> LOG.warn("stage {} was not removed: {}", id, left.getMessage()));
  }

  private void resumeWhenRoom() {
    if (feed.pendingBytes() <= WINDOW_BYTES / 2) {
      resume();
    }
  }

  private void resume() {
    if (paused) {
      paused = false;
      socket.resume();
    }
  }
}
