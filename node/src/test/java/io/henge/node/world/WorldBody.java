package io.henge.node.world;

import io.henge.node.port.IncomingBody;
import io.vertx.core.buffer.Buffer;
import java.util.OptionalLong;

/** A body that a client sends. */
public final class WorldBody implements IncomingBody {
  private final Buffer bytes;
  private final long takesMillis;
  private final boolean breaksOff;
  private Runnable whenAsked = () -> {};
  private boolean isAbandoned;

  /**
   * A body.
   *
   * @param bytes all of it
   * @param takesMillis how long it takes to arrive, 0 or more
   * @param breaksOff whether the client is gone before the end
   * @param isAbandoned whether it is gone by the time that a version could be made
   */
  public WorldBody(Buffer bytes, long takesMillis, boolean breaksOff, boolean isAbandoned) {
    this.bytes = bytes;
    this.takesMillis = takesMillis;
    this.breaksOff = breaksOff;
    this.isAbandoned = isAbandoned;
  }

  /** A text that arrives at once. */
  public static WorldBody of(String text) {
    return new WorldBody(Buffer.buffer(text), 0, false, false);
  }

  /** Lets something happen in the moment in which the body is asked for. */
  public WorldBody whenAsked(Runnable action) {
    whenAsked = action;
    return this;
  }

  /** The client goes away. */
  public void abandon() {
    isAbandoned = true;
  }

  Buffer bytes() {
    return bytes;
  }

  long takesMillis() {
    return takesMillis;
  }

  boolean breaksOff() {
    return breaksOff;
  }

  void asked() {
    whenAsked.run();
  }

  @Override
  public OptionalLong declaredLength() {
    return OptionalLong.of(bytes.length());
  }

  @Override
  public boolean isAbandoned() {
    return isAbandoned;
  }
}
