package io.henge.node.http;

import io.henge.node.blob.FileBody;
import io.henge.node.blob.InlineBody;
import io.henge.node.blob.OpenBody;
import io.henge.node.blob.PieceBody;
import io.henge.node.failure.BlobFailure;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.streams.ReadStream;
import java.util.Optional;

/**
 * Sends the bytes of an answer whose head is ready: a file from the page cache to the socket
 * without passing through this program, in pieces if it is checked on its way, memory in one write,
 * a peer's bytes as fast as the client takes them. Closes the body, whatever happens.
 */
final class BodySender {
  private BodySender() {}

  static void send(Exchange exchange, OpenBody body) {
    exchange.whenOver(body::close);
    if (body.length() == 0) {
      exchange.end();
    } else if (body instanceof InlineBody inline) {
      exchange.end(inline.bytes());
    } else if (body instanceof FileBody file) {
      exchange.whenSent(exchange.response().sendFile(file.channel(), file.offset(), file.length()));
    } else if (body instanceof PieceBody pieces) {
      pieces
          .sendTo(piece -> sendPiece(exchange, piece))
          .onComplete(sent -> exchange.end(), why -> cutOff(exchange, why));
    } else if (body instanceof ReadStream<?> stream) {
      BlobFailure lost =
          BlobFailure.of(ErrorCode.UNAVAILABLE, "the node that holds the bytes was lost");
      // It checks itself what it hands out.
      new AnswerPump(exchange, stream, Optional.empty(), how -> lost, () -> {}).start();
    } else {
      throw new IllegalStateException("no way to send a " + body.getClass().getSimpleName());
    }
  }

  private static Future<Void> sendPiece(Exchange exchange, OpenBody piece) {
    return piece instanceof FileBody file
        ? exchange.write(file)
        : exchange.response().write(((InlineBody) piece).bytes());
  }

  private static void cutOff(Exchange exchange, Throwable why) {
    if (why instanceof PieceBody.Unreadable) {
      exchange.fail(
          BlobFailure.of(ErrorCode.UNAVAILABLE, "the rest of the bytes could not be read"));
    } else {
      exchange.whenSent(Future.failedFuture(why));
    }
  }
}
