package io.henge.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.henge.node.storage.disk.LocalDisk;
import io.henge.node.storage.disk.ReadableFile;
import io.henge.ring.BlobKey;
import io.henge.ring.codec.CodecException;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Context;
import io.henge.ring.version.Version;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stored bytes, which later programs must be able to read. */
class StoredFormatsTest {
  private static final Buffer BODY = Buffer.buffer("a body");
  private static final Version VERSION = Samples.version(2, Context.EMPTY, BODY);
  private static final Version TOMBSTONE =
      Samples.tombstone(3, Samples.version(1, Context.EMPTY, BODY).context());

  private static Vertx vertx;

  @TempDir private Path temporary;

  @BeforeAll
  static void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopVertx() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  private static StoredRecord record() {
    IndexRecord record =
        new IndexRecord(
            BlobObject.written(VERSION).merge(BlobObject.written(TOMBSTONE)),
            Optional.of(new MintMark(9, 300)),
            1000,
            3);
    return new StoredRecord(record, List.of(Place.FILE, Place.NONE));
  }

  @Test
  void an_index_record_has_these_bytes() throws IOException {
    String golden =
        "010109ac02e8070301030123456789abcdeffedcba9876543210010100012345"
            + "6789abcdeffedcba98765432100201000123456789abcdeffedcba9876543210"
            + "03010080d095ffbc3102000201010080d095ffbc3101010406461a6d35000201"
            + "0100010080d095ffbc31010080d095ffbc31020100000200";
    assertThat(HexFormat.of().formatHex(IndexRecordCodec.encode(record()))).isEqualTo(golden);
    assertThat(IndexRecordCodec.decode(HexFormat.of().parseHex(golden))).isEqualTo(record());
  }

  @Test
  void an_index_record_that_is_cut_short_or_too_long_or_has_unknown_places_is_refused() {
    byte[] bytes = IndexRecordCodec.encode(record());
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> IndexRecordCodec.decode(cut)).isInstanceOf(CodecException.class);
    }
    byte[] tooLong = Arrays.copyOf(bytes, bytes.length + 1);
    assertThatThrownBy(() -> IndexRecordCodec.decode(tooLong)).isInstanceOf(CodecException.class);
    byte[] otherPlace = bytes.clone();
    otherPlace[bytes.length - 1] = 1;
    assertThatThrownBy(() -> IndexRecordCodec.decode(otherPlace))
        .isInstanceOf(CodecException.class);
    byte[] unknownPlace = bytes.clone();
    unknownPlace[bytes.length - 2] = 7;
    assertThatThrownBy(() -> IndexRecordCodec.decode(unknownPlace))
        .isInstanceOf(CodecException.class);
  }

  @Test
  void the_tail_of_a_blob_file_has_these_bytes() {
    assertThat(HexFormat.of().formatHex(tail(VERSION, BODY)))
        .isEqualTo(
            "0870686f746f732f613101010123456789abcdeffedcba987654321002010080"
                + "d095ffbc3101000100010080d095ffbc3101010406461a6d3500008080040146"
                + "1a6d3500000043000000016b197eda48454e4745424c42");
  }

  @Test
  void the_keys_of_the_index_have_these_bytes() {
    assertThat(HexFormat.of().formatHex(IndexKeys.record(Samples.key(258, "ab"))))
        .isEqualTo("000001026162");
    assertThat(HexFormat.of().formatHex(IndexKeys.body(Samples.key(258, "ab"), VERSION.dot())))
        .isEqualTo("000001020002" + "6162" + "0123456789abcdef" + "fedcba9876543210" + "0201");
    assertThat(HexFormat.of().formatHex(InlineValue.encode(BODY)))
        .isEqualTo("461a6d35" + "6120626f6479");
    assertThat(BlobFiles.name(BlobKey.of("ab"), VERSION.dot()))
        .isEqualTo(
            "fb8e20fc2e4c3f248c60c39bd652f3c1347298bb977b8b4d5903b85055620603."
                + VERSION.dot().token());
  }

  private static byte[] tail(Version version, Buffer body) {
    BlockChecksums.Collector checksums = new BlockChecksums.Collector();
    checksums.add(ByteBuffer.wrap(body.getBytes()));
    return BlobFileFormat.tail(new BlobFooter(BlobKey.of("photos/a"), version, checksums.finish()));
  }

  private Path file(Version version, Buffer body) throws IOException {
    Path file = temporary.resolve("file");
    Files.write(file, body.copy().appendBytes(tail(version, body)).getBytes());
    return file;
  }

  private static BlobFooter read(Path file) throws IOException {
    try (ReadableFile open = open(file)) {
      return BlobFileFormat.read(open, file);
    }
  }

  private static BlobFooter verify(Path file) throws IOException {
    try (ReadableFile open = open(file)) {
      return BlobFileFormat.verify(open, file);
    }
  }

  private static ReadableFile open(Path file) throws IOException {
    return new LocalDisk(vertx, file).open(file);
  }

  @Test
  void a_blob_file_says_what_it_is() throws IOException {
    for (int size : List.of(0, 1, 65_535, 65_536, 65_537, 200_000, 1_000_000)) {
      Buffer body = Samples.bytes(size, size);
      Version version = Samples.version(1, Context.EMPTY, body);
      Path file = file(version, body);
      assertThat(read(file).key()).isEqualTo(BlobKey.of("photos/a"));
      assertThat(read(file).version()).isEqualTo(version);
      assertThat(verify(file)).isEqualTo(read(file));
    }
  }

  @Test
  void a_change_of_any_bit_of_a_blob_file_is_found() throws IOException {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    Buffer body = Samples.bytes(1, 150_000);
    Path file = file(Samples.version(1, Context.EMPTY, body), body);
    byte[] good = Files.readAllBytes(file);
    for (int i = 0; i < 300; i++) {
      int position =
          i % 2 == 0
              ? random.nextInt(good.length)
              : body.length() + random.nextInt(good.length - body.length());
      byte[] bad = good.clone();
      bad[position] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, bad);
      String where = "seed " + seed + ", byte " + position;
      assertThatThrownBy(() -> verify(file))
          .as(where)
          .isInstanceOfAny(StorageFailure.class, NewerFormatException.class);
      if (position >= body.length()) {
        assertThatThrownBy(() -> read(file))
            .as(where)
            .isInstanceOfAny(StorageFailure.class, NewerFormatException.class);
      }
    }
  }

  @Test
  void a_blob_file_that_was_cut_short_or_grew_is_found() throws IOException {
    Buffer body = Samples.bytes(1, 1000);
    Path file = file(Samples.version(1, Context.EMPTY, body), body);
    byte[] good = Files.readAllBytes(file);
    for (int length = 0; length < good.length; length += 7) {
      Files.write(file, Arrays.copyOf(good, length));
      assertThatThrownBy(() -> read(file)).isInstanceOf(StorageFailure.class);
    }
    Files.write(file, Arrays.copyOf(good, good.length + 1));
    assertThatThrownBy(() -> read(file)).isInstanceOf(StorageFailure.class);
    Files.write(file, Arrays.copyOfRange(good, 1, good.length));
    assertThatThrownBy(() -> read(file)).isInstanceOf(StorageFailure.class);
  }

  @Test
  void checksums_do_not_depend_on_how_a_body_arrives() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int run = 0; run < 20; run++) {
      byte[] body = Samples.bytes(run, random.nextInt(300_000)).getBytes();
      BlockChecksums.Collector whole = new BlockChecksums.Collector();
      whole.add(ByteBuffer.wrap(body));
      BlockChecksums.Collector parts = new BlockChecksums.Collector();
      for (int from = 0; from < body.length; ) {
        int length = Math.min(1 + random.nextInt(100_000), body.length - from);
        parts.add(ByteBuffer.wrap(body, from, length));
        from += length;
      }
      assertThat(parts.crc32c())
          .as("seed " + seed)
          .isEqualTo(whole.crc32c())
          .isEqualTo(Samples.crc32c(Buffer.buffer(body)));
      assertThat(parts.sizeBytes()).as("seed " + seed).isEqualTo(body.length);
      assertThat(parts.finish()).as("seed " + seed).isEqualTo(whole.finish());
    }
  }
}
