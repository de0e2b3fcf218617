package io.henge.client;

import io.henge.client.body.ByteArraySource;
import io.henge.client.body.FileSource;
import io.henge.client.body.PublisherSource;
import io.henge.client.body.StreamSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;

/**
 * Where the bytes of an upload come from. One that can be read again is sent again when a node dies
 * in the middle; of another one only so much can be repeated as nobody has begun to read it.
 */
public interface BlobSource {
  /** How many bytes there will be; empty when that is not known. */
  OptionalLong length();

  /** Whether it can be opened more than once, for the same bytes. */
  boolean isRepeatable();

  /**
   * Begins to read, from the first byte on.
   *
   * @param blocking runs what may wait, such as reading a file
   */
  Reader open(Executor blocking);

  /** One pass over the bytes. */
  interface Reader extends AutoCloseable {
    /**
     * The next piece, of any size above 0, or empty at the end. Asked for again only when it has
     * been given.
     */
    CompletionStage<Optional<ByteBuffer>> read();

    /** Frees what it holds; may be called at any time, and more than once. */
    @Override
    void close();
  }

  /** These bytes, which must not be changed while they are sent. */
  static BlobSource of(byte[] bytes) {
    return new ByteArraySource(bytes);
  }

  /** A text, as UTF-8. */
  static BlobSource of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A file, as long as it is now.
   *
   * @throws IOException when its size cannot be read
   */
  static BlobSource ofFile(Path file) throws IOException {
    return new FileSource(file);
  }

  /** What a stream gives, once; it is closed afterwards. */
  static BlobSource ofStream(InputStream stream) {
    return StreamSource.once(stream);
  }

  /** What a stream gives, each time that one is opened. */
  static BlobSource ofStreams(Callable<InputStream> open, OptionalLong length) {
    return StreamSource.repeatable(open, length);
  }

  /** What a publisher gives, once. */
  static BlobSource ofPublisher(Flow.Publisher<ByteBuffer> publisher, OptionalLong length) {
    return new PublisherSource(publisher, length);
  }
}
