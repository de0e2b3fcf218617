package io.henge.node.world;

import io.henge.node.port.IncomingBody;
import io.vertx.core.buffer.Buffer;
import java.util.OptionalLong;

/**
 * A body that a client sends.
 *
 * @param bytes all of it
 * @param takesMillis how long it takes to arrive, 0 or more
 * @param breaksOff whether the client is gone before the end
 * @param isAbandoned whether it is gone by the time that a version could be made
 */
public record WorldBody(Buffer bytes, long takesMillis, boolean breaksOff, boolean isAbandoned)
    implements IncomingBody {
  /** A text that arrives at once. */
  public static WorldBody of(String text) {
    return new WorldBody(Buffer.buffer(text), 0, false, false);
  }

  @Override
  public OptionalLong declaredLength() {
    return OptionalLong.of(bytes.length());
  }
}
