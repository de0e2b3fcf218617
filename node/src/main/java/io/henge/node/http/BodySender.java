package io.henge.node.http;

import io.henge.node.blob.FileBody;
import io.henge.node.blob.InlineBody;
import io.henge.node.blob.OpenBody;
import io.vertx.core.streams.ReadStream;

/**
 * Sends the bytes of an answer whose head is ready: a file from the page cache to the socket
 * without passing through this program, memory in one write, and a peer's bytes as fast as the
 * client takes them. Closes the body, whatever happens.
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
    } else if (body instanceof ReadStream<?> stream) {
      new AnswerPump(exchange, stream, () -> {}).start();
    } else {
      throw new IllegalStateException("no way to send a " + body.getClass().getSimpleName());
    }
  }
}
