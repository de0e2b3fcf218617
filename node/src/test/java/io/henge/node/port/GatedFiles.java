package io.henge.node.port;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Small files in memory, of which a write can be left hanging or fail. */
public final class GatedFiles implements SmallFiles {
  /** What is durable, by name. */
  public final Map<String, Buffer> contents = new HashMap<>();

  /** Each write ends as this does. */
  public Future<Void> gate = Future.succeededFuture();

  @Override
  public Future<Optional<Buffer>> read(String name) {
    return Future.succeededFuture(Optional.ofNullable(contents.get(name)));
  }

  @Override
  public Future<Void> write(String name, Buffer content) {
    return gate.onSuccess(open -> contents.put(name, content));
  }
}
