package io.henge.client;

import io.henge.client.body.ByteArraySink;
import io.henge.client.body.FileSink;
import io.henge.client.body.StreamSink;
import io.henge.client.body.SubscriberSink;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;

/**
 * Where the bytes of a download go, and what is made of them.
 *
 * @param <T> what is made
 */
public interface BlobSink<T> {
  /** Whether it can be opened again, for the bytes from the beginning, after it was given up. */
  boolean isRepeatable();

  /**
   * Begins with a blob.
   *
   * @param info what is known of it
   * @param blocking runs what may wait, such as writing a file
   */
  Writer<T> open(BlobInfo info, Executor blocking);

  /** One pass over the bytes. */
  interface Writer<T> {
    /**
     * Takes the next piece, which is the writer's own from now on. The next one comes when this one
     * has been dealt with, so a slow writer slows the node down.
     */
    CompletionStage<Void> write(ByteBuffer piece);

    /** All bytes are there, and their checksum is right. */
    CompletionStage<T> finish();

    /** Nothing more will come, and what there is must not be used. */
    void giveUp(Throwable cause);
  }

  /**
   * Bytes in memory.
   *
   * @param max the most of them; a larger blob is refused
   */
  static BlobSink<byte[]> bytes(int max) {
    return new ByteArraySink(max);
  }

  /** A file: written beside its place, synced, and put there by a rename when it is whole. */
  static BlobSink<Path> file(Path file) {
    return new FileSink(file);
  }

  /** A stream, which is flushed and stays open; gives the number of bytes. */
  static BlobSink<Long> stream(OutputStream stream) {
    return new StreamSink(stream);
  }

  /** A subscriber, at its own pace; gives the number of bytes. */
  static BlobSink<Long> subscriber(Flow.Subscriber<? super ByteBuffer> subscriber) {
    return new SubscriberSink(subscriber);
  }
}
