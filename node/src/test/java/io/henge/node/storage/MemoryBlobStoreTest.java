package io.henge.node.storage;

import java.util.Optional;

/** The twin in memory keeps the same promises. */
class MemoryBlobStoreTest extends BlobStoreContract {
  private Optional<MemoryBlobStore> last = Optional.empty();

  @Override
  BlobStore open() {
    last = Optional.of(last.map(MemoryBlobStore::reopen).orElseGet(MemoryBlobStore::new));
    return last.get();
  }
}
