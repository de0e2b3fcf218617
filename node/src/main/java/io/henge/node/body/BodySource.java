package io.henge.node.body;

import io.henge.node.port.IncomingBody;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;

/**
 * A client's body as the HTTP side offers it to whoever stores it. All of it happens on the event
 * loop of the client's connection.
 */
public interface BodySource extends IncomingBody {
  /** The context of the client's connection. */
  Context context();

  /**
   * Lets the client send (a client that expects {@code 100 Continue} gets it now) and hands over
   * its bytes as they come. May be called once, on {@link #context()}.
   *
   * <p>The future ends after the last byte, when the announced length and all checksums that the
   * client sent have been found right; it fails with a {@link io.henge.node.failure.BlobFailure}
   * when they are not, when the client is gone, or when it sends too slowly.
   */
  Future<Void> start(Handler<Buffer> chunks);

  /** Stops the bytes; the client's clock for slowness stops too. */
  void pause();

  /** Lets the bytes come again. */
  void resume();
}
