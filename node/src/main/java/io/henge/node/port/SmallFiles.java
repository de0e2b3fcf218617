package io.henge.node.port;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * The few small files that must survive even the loss of the index: identity, chain, promises,
 * reserved epochs. Each is replaced as a whole and synced, or not at all.
 */
public interface SmallFiles {
  /** The content, or empty when there is no such file. Fails when its checksum does not hold. */
  Future<Optional<Buffer>> read(String name);

  /** Completes when the new content, and its name, would survive a power cut. */
  Future<Void> write(String name, Buffer content);
}
