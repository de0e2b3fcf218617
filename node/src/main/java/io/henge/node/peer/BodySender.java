package io.henge.node.peer;

import io.henge.node.blob.FileBody;
import io.henge.node.blob.InlineBody;
import io.henge.node.blob.OpenBody;
import io.henge.node.blob.PieceBody;
import io.netty.channel.DefaultFileRegion;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.channels.FileChannel;

/**
 * Sends an open body to a peer: its length and checksum in a frame, then the bytes, those of a file
 * from the page cache without passing through this process.
 */
final class BodySender {
  /** A region is sent without a pause, so it should not keep other connections waiting. */
  private static final long REGION_BYTES_MAX = 1 << 20;

  private final PeerSocket socket;

  BodySender(PeerSocket socket) {
    this.socket = socket;
  }

  /** Ends when the operating system has taken all bytes; does not close the body. */
  Future<Void> send(long callId, OpenBody body) {
    Future<Void> announced =
        socket.write(
            FrameType.BODY,
            callId,
            new BodyMessages.Announced(body.length(), body.crc32c().orElseThrow()).encode());
    if (body.length() == 0) {
      return announced;
    }
    if (body instanceof InlineBody inline) {
      return socket.writeRaw(inline.bytes());
    }
    if (body instanceof FileBody file) {
      return send(file);
    }
    if (body instanceof PieceBody pieces) {
      return pieces.sendTo(
          piece ->
              piece instanceof FileBody file
                  ? send(file)
                  : socket.writeRaw(((InlineBody) piece).bytes()));
    }
    return Future.failedFuture("a body of an unknown kind: " + body.getClass());
  }

  private Future<Void> send(FileBody file) {
    Promise<Void> whole = Promise.promise();
    sendFrom(file, 0, whole);
    return whole.future();
  }

  // Not a chain of futures: that would be as long as the file has regions.
  private void sendFrom(FileBody file, long sent, Promise<Void> whole) {
    long length = Math.min(REGION_BYTES_MAX, file.length() - sent);
    socket
        .writeRaw(new OpenRegion(file.channel(), file.offset() + sent, length))
        .onComplete(
            taken -> {
              if (sent + length == file.length()) {
                whole.complete();
              } else {
                sendFrom(file, sent + length, whole);
              }
            },
            whole::fail);
  }

  /** A region of a file that stays open, because its owner closes it. */
  private static final class OpenRegion extends DefaultFileRegion {
    OpenRegion(FileChannel file, long position, long count) {
      super(file, position, count);
    }

    @Override
    protected void deallocate() {
      // The body's owner closes the channel.
    }
  }
}
