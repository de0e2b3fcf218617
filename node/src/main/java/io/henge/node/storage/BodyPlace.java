package io.henge.node.storage;

import io.henge.node.blob.PartitionedKey;
import io.henge.ring.version.Version;

/**
 * A version that, as its record says, has a file.
 *
 * @param key whose version it is
 * @param version the version
 */
record BodyPlace(PartitionedKey key, Version version) {
  Damage damage() {
    return new Damage(key, version.dot());
  }
}
