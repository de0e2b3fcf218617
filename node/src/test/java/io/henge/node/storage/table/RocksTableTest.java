package io.henge.node.storage.table;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** RocksDB as a table. */
class RocksTableTest extends TableContract {
  @TempDir private Path temporary;

  @Override
  Table open() throws IOException {
    return open(temporary.resolve("table"));
  }

  @Override
  Path copyDirectory() {
    return temporary.resolve("copy");
  }

  @Override
  Table openCopy() throws IOException {
    return open(copyDirectory());
  }

  private static Table open(Path directory) throws IOException {
    return RocksTable.open(directory, failure -> fail("in the background", failure));
  }
}
