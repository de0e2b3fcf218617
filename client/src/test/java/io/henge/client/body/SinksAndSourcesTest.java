package io.henge.client.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.henge.client.Blob;
import io.henge.client.BlobInfo;
import io.henge.client.BlobSink;
import io.henge.client.BlobSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bytes go through every kind of source and of sink as they are. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SinksAndSourcesTest {
  private static final byte[] BYTES = new byte[1_000_003];
  private static final int PIECE = 70_001;

  static {
    new Random(3).nextBytes(BYTES);
  }

  private final ExecutorService blocking = Executors.newCachedThreadPool();

  @TempDir private Path directory;

  @AfterEach
  void ended() {
    blocking.shutdownNow();
  }

  private static BlobInfo info() {
    return new BlobInfo(
        "k",
        "v",
        "c",
        BYTES.length,
        Optional.empty(),
        "text/plain",
        Map.of(),
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        1,
        false);
  }

  private byte[] all(BlobSource source) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (BlobSource.Reader reader = source.open(blocking)) {
      Optional<ByteBuffer> piece = next(reader);
      while (piece.isPresent()) {
        byte[] bytes = new byte[piece.get().remaining()];
        piece.get().get(bytes);
        assertThat(bytes).isNotEmpty();
        all.write(bytes);
        piece = next(reader);
      }
      assertThat(next(reader)).as("the end stays the end").isEmpty();
    }
    return all.toByteArray();
  }

  private static Optional<ByteBuffer> next(BlobSource.Reader reader) {
    return reader.read().toCompletableFuture().join();
  }

  private <T> T fill(BlobSink<T> sink) {
    return fill(sink.open(info(), blocking));
  }

  private static <T> T fill(BlobSink.Writer<T> writer) {
    for (int at = 0; at < BYTES.length; at += PIECE) {
      int size = Math.min(PIECE, BYTES.length - at);
      writer.write(ByteBuffer.wrap(BYTES.clone(), at, size)).toCompletableFuture().join();
    }
    return writer.finish().toCompletableFuture().join();
  }

  @Test
  void a_source_gives_its_bytes_each_time_if_it_can() throws IOException {
    Path file = directory.resolve("source");
    Files.write(file, BYTES);
    for (BlobSource source :
        List.of(
            BlobSource.of(BYTES),
            BlobSource.ofFile(file),
            BlobSource.ofStreams(
                () -> new ByteArrayInputStream(BYTES), OptionalLong.of(BYTES.length)))) {
      assertThat(source.isRepeatable()).isTrue();
      assertThat(source.length()).hasValue(BYTES.length);
      assertThat(all(source)).isEqualTo(BYTES);
      assertThat(all(source)).isEqualTo(BYTES);
    }
    assertThat(all(BlobSource.of(""))).isEmpty();
  }

  @Test
  void a_stream_can_be_read_once_and_is_closed() throws IOException {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    InputStream stream =
        new ByteArrayInputStream(BYTES) {
          @Override
          public void close() {
            closed.complete(null);
          }
        };
    BlobSource source = BlobSource.ofStream(stream);
    assertThat(source.isRepeatable()).isFalse();
    assertThat(source.length()).isEmpty();
    assertThat(all(source)).isEqualTo(BYTES);
    closed.join();
    assertThatThrownBy(() -> all(source)).hasMessageContaining("has been read");
  }

  @Test
  void a_publisher_is_asked_for_what_it_gives() {
    CompletableFuture<byte[]> read = new CompletableFuture<>();
    try (SubmissionPublisher<ByteBuffer> publisher = new SubmissionPublisher<>(blocking, 2)) {
      BlobSource source = BlobSource.ofPublisher(publisher, OptionalLong.empty());
      blocking.execute(
          () -> {
            try {
              read.complete(all(source));
            } catch (IOException failed) {
              read.completeExceptionally(failed);
            }
          });
      while (!publisher.hasSubscribers()) {
        Thread.onSpinWait();
      }
      for (int at = 0; at < BYTES.length; at += PIECE) {
        publisher.submit(ByteBuffer.wrap(BYTES, at, Math.min(PIECE, BYTES.length - at)));
      }
    }
    assertThat(read.join()).isEqualTo(BYTES);
  }

  @Test
  void sinks_keep_what_they_get() throws IOException {
    assertThat(fill(BlobSink.bytes(BYTES.length))).isEqualTo(BYTES);
    Path file = directory.resolve("sink");
    Files.writeString(file, "before");
    assertThat(fill(BlobSink.file(file))).isEqualTo(file.toAbsolutePath());
    assertThat(file).hasBinaryContent(BYTES);
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    assertThat(fill(BlobSink.stream(stream))).isEqualTo(BYTES.length);
    assertThat(stream.toByteArray()).isEqualTo(BYTES);
  }

  @Test
  void a_file_that_was_given_up_is_as_it_was() throws IOException {
    Path file = directory.resolve("kept");
    Files.writeString(file, "before");
    BlobSink.Writer<Path> writer = BlobSink.file(file).open(info(), blocking);
    writer.write(ByteBuffer.wrap(BYTES)).toCompletableFuture().join();
    writer.giveUp(new IOException("lost"));
    org.awaitility.Awaitility.await()
        .untilAsserted(
            () -> {
              try (Stream<Path> left = Files.list(directory)) {
                assertThat(left).containsExactly(file);
              }
            });
    assertThat(file).hasContent("before");
  }

  @Test
  void bytes_beyond_the_bound_are_refused() {
    BlobSink.Writer<byte[]> writer = BlobSink.bytes(10).open(info(), blocking);
    assertThatThrownBy(() -> writer.write(ByteBuffer.wrap(BYTES)).toCompletableFuture().join())
        .hasMessageContaining("more than 10 bytes");
  }

  @Test
  void a_subscriber_gets_what_it_asks_for_and_no_more() {
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    CompletableFuture<Void> ended = new CompletableFuture<>();
    Flow.Subscriber<ByteBuffer> subscriber =
        new Flow.Subscriber<>() {
          private Flow.Subscription subscription;

          @Override
          public void onSubscribe(Flow.Subscription begun) {
            subscription = begun;
            subscription.request(1);
          }

          @Override
          public void onNext(ByteBuffer piece) {
            byte[] bytes = new byte[piece.remaining()];
            piece.get(bytes);
            got.writeBytes(bytes);
            blocking.execute(() -> subscription.request(1));
          }

          @Override
          public void onError(Throwable cause) {
            ended.completeExceptionally(cause);
          }

          @Override
          public void onComplete() {
            ended.complete(null);
          }
        };
    assertThat(fill(BlobSink.subscriber(subscriber))).isEqualTo(BYTES.length);
    ended.join();
    assertThat(got.toByteArray()).isEqualTo(BYTES);
  }

  @Test
  void a_stream_is_read_while_it_is_filled_and_its_end_ends_the_filling() throws IOException {
    InputStreamSink sink = new InputStreamSink();
    BlobSink.Writer<Void> writer = sink.open(info(), blocking);
    CompletableFuture<Void> filled = CompletableFuture.runAsync(() -> fill(writer), blocking);
    Blob<InputStream> blob = sink.opened().join();
    assertThat(blob.value().readAllBytes()).isEqualTo(BYTES);
    filled.join();

    InputStreamSink second = new InputStreamSink();
    BlobSink.Writer<Void> other = second.open(info(), blocking);
    CompletableFuture<Void> cut = CompletableFuture.runAsync(() -> fill(other), blocking);
    InputStream stream = second.opened().join().value();
    assertThat(stream.read()).isEqualTo(BYTES[0] & 0xFF);
    stream.close();
    assertThatThrownBy(cut::join).hasMessageContaining("closed");

    InputStreamSink third = new InputStreamSink();
    third.open(info(), blocking).giveUp(new IOException("lost on the way"));
    InputStream broken = third.opened().join().value();
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(broken::read).hasMessageContaining("lost on the way");
    }
  }
}
