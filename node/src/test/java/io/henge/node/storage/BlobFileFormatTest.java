package io.henge.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.OpenBody;
import io.henge.node.storage.disk.FileFacts;
import io.henge.node.storage.disk.ReadableFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What is read of a blob file before its checksums are known. */
class BlobFileFormatTest {
  private static final long MAGIC = 0x48454e4745424c42L;

  /** All zeros but for the trailer; knows the largest read. */
  private static final class HugeFile implements ReadableFile {
    private static final long SIZE_BYTES = 4L << 30;
    private final ByteBuffer trailer;
    private int largestRead;

    HugeFile(int footerBytes) {
      trailer = ByteBuffer.allocate(20).putInt(footerBytes).putInt(1).putInt(0).putLong(MAGIC);
    }

    @Override
    public FileFacts facts() {
      return new FileFacts("huge", SIZE_BYTES, 0, false);
    }

    @Override
    public long sizeBytes() {
      return SIZE_BYTES;
    }

    @Override
    public int read(ByteBuffer into, long position) {
      int length = into.remaining();
      largestRead = Math.max(largestRead, length);
      if (position == SIZE_BYTES - trailer.capacity()) {
        into.put(trailer.array());
      } else {
        into.position(into.limit());
      }
      return length;
    }

    @Override
    public OpenBody body(ByteRange slice, OptionalInt crc32c, Runnable release) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  @Test
  void a_damaged_length_of_the_footer_takes_no_memory_for_it() {
    for (int bit = 0; bit < Integer.SIZE; bit++) {
      HugeFile file = new HugeFile(300_000 ^ (1 << bit));
      assertThatThrownBy(() -> BlobFileFormat.read(file, Path.of("huge")))
          .isInstanceOfSatisfying(
              StorageFailure.class,
              failure -> assertThat(failure.kind()).isEqualTo(StorageFailure.Kind.CORRUPT));
      assertThat(file.largestRead).as("bit " + bit).isLessThan(8 << 20);
    }
  }
}
