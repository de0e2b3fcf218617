package io.henge.node.loop;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;

/** A verticle that does nothing but own an event loop. */
public final class LoopOwner extends VerticleBase {
  private LoopOwner() {}

  /** The context of an event loop; successive calls take the loops in turn. */
  public static Future<Context> deploy(Vertx vertx) {
    LoopOwner owner = new LoopOwner();
    return vertx.deployVerticle(owner).map(deployed -> owner.context);
  }

  @Override
  public Future<?> start() {
    return Future.succeededFuture();
  }
}
