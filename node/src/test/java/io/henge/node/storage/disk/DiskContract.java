package io.henge.node.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every disk does, as long as the power stays on. */
abstract class DiskContract {
  private static Vertx vertx;

  private Disk disk;
  private Path root;

  /** A disk, and an empty directory on it. */
  abstract Disk open() throws IOException;

  abstract Path root();

  @BeforeAll
  static void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopVertx() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  static Vertx vertx() {
    return vertx;
  }

  @BeforeEach
  void begin() throws IOException {
    disk = open();
    root = root();
  }

  private static <T> T await(Supplier<Future<T>> step) throws Exception {
    Promise<T> promise = Promise.promise();
    vertx.getOrCreateContext().runOnContext(onLoop -> step.get().onComplete(promise));
    return promise.future().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  private void write(Path file, String text) throws IOException {
    disk.writeSynced(file, text.getBytes(StandardCharsets.US_ASCII));
  }

  private String read(Path file) throws IOException {
    try (ReadableFile open = disk.open(file)) {
      return read(open);
    }
  }

  private static String read(ReadableFile open) throws IOException {
    ByteBuffer into = ByteBuffer.allocate((int) open.sizeBytes());
    while (into.hasRemaining() && open.read(into, into.position()) >= 0) {
      assertThat(into.position()).isPositive();
    }
    return new String(into.array(), 0, into.position(), StandardCharsets.US_ASCII);
  }

  @Test
  void a_file_holds_what_was_written_wherever_it_was_written() throws Exception {
    Path file = root.resolve("a");
    await(
        () ->
            disk.create(file)
                .compose(
                    open ->
                        open.write(bytes("world"), 6)
                            .compose(done -> open.write(bytes("hello,"), 0))
                            .compose(done -> open.sync())
                            .compose(done -> open.write(bytes("!"), 11))
                            .compose(done -> open.close())));
    assertThat(read(file)).isEqualTo("hello,world!");
    try (ReadableFile open = disk.open(file)) {
      ByteBuffer into = ByteBuffer.allocate(100);
      assertThat(open.read(into, 6)).isBetween(1, 6);
      assertThat(open.read(into, 12)).isEqualTo(-1);
      assertThat(open.sizeBytes()).isEqualTo(12);
      assertThat(open.facts().sizeBytes()).isEqualTo(12);
    }
  }

  @Test
  void a_gap_between_writes_reads_as_zeros() throws Exception {
    Path file = root.resolve("a");
    await(
        () ->
            disk.create(file)
                .compose(open -> open.write(bytes("b"), 3).compose(done -> open.close())));
    assertThat(read(file)).isEqualTo("\0\0\0b");
  }

  @Test
  void futures_complete_on_the_context_that_created_the_file() throws Exception {
    List<Context> seen = Collections.synchronizedList(new ArrayList<>());
    Context own = vertx.getOrCreateContext();
    Promise<Void> done = Promise.promise();
    own.runOnContext(
        onLoop ->
            disk.create(root.resolve("a"))
                .onComplete(any -> seen.add(Vertx.currentContext()))
                .compose(
                    file ->
                        file.write(bytes("x"), 0)
                            .onComplete(any -> seen.add(Vertx.currentContext()))
                            .compose(written -> file.sync())
                            .onComplete(any -> seen.add(Vertx.currentContext()))
                            .compose(synced -> file.close()))
                .onComplete(any -> seen.add(Vertx.currentContext()))
                .onComplete(done));
    done.future().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    assertThat(seen).hasSize(4).allMatch(own::equals);
  }

  @Test
  void a_file_is_created_once() throws Exception {
    write(root.resolve("a"), "old");
    assertThatThrownBy(() -> await(() -> disk.create(root.resolve("a"))))
        .hasStackTraceContaining(FileAlreadyExistsException.class.getName());
    assertThat(read(root.resolve("a"))).isEqualTo("old");
    assertThatThrownBy(() -> await(() -> disk.create(root.resolve("missing/a"))))
        .hasStackTraceContaining(NoSuchFileException.class.getName());
  }

  @Test
  void a_synced_write_replaces_all_that_a_file_held() throws IOException {
    Path file = root.resolve("a");
    write(file, "a long content");
    write(file, "short");
    assertThat(read(file)).isEqualTo("short");
    write(file, "");
    assertThat(read(file)).isEmpty();
    assertThatThrownBy(() -> write(root.resolve("missing/a"), "text"))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void what_is_not_there_is_said_not_to_be_there() {
    Path none = root.resolve("none");
    assertThat(disk.exists(none)).isFalse();
    assertThatThrownBy(() -> disk.open(none)).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> disk.facts(none)).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> disk.list(none)).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> disk.move(none, root.resolve("a")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> disk.link(none, root.resolve("a")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> disk.syncDirectory(none)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void a_move_takes_the_place_of_the_file_that_has_the_name() throws IOException {
    write(root.resolve("a"), "new");
    write(root.resolve("b"), "old");
    Object identity = disk.facts(root.resolve("a")).identity();
    disk.move(root.resolve("a"), root.resolve("b"));
    assertThat(read(root.resolve("b"))).isEqualTo("new");
    assertThat(disk.exists(root.resolve("a"))).isFalse();
    assertThat(disk.facts(root.resolve("b")).identity()).isEqualTo(identity);
    assertThatThrownBy(() -> disk.move(root.resolve("b"), root.resolve("missing/b")))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(read(root.resolve("b"))).isEqualTo("new");
  }

  @Test
  void an_open_file_stays_readable_without_its_name() throws IOException {
    write(root.resolve("a"), "content");
    write(root.resolve("b"), "other");
    try (ReadableFile open = disk.open(root.resolve("a"))) {
      disk.move(root.resolve("b"), root.resolve("a"));
      disk.delete(root.resolve("a"));
      assertThat(read(open)).isEqualTo("content");
    }
    assertThat(disk.exists(root.resolve("a"))).isFalse();
    disk.delete(root.resolve("a"));
  }

  @Test
  void a_link_is_a_second_name_of_the_same_file() throws IOException {
    write(root.resolve("a"), "content");
    disk.link(root.resolve("a"), root.resolve("b"));
    assertThat(disk.facts(root.resolve("b")).identity())
        .isEqualTo(disk.facts(root.resolve("a")).identity());
    disk.delete(root.resolve("a"));
    assertThat(read(root.resolve("b"))).isEqualTo("content");
    write(root.resolve("a"), "other");
    assertThat(disk.facts(root.resolve("b")).identity())
        .isNotEqualTo(disk.facts(root.resolve("a")).identity());
    assertThatThrownBy(() -> disk.link(root.resolve("a"), root.resolve("b")))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void directories_are_made_with_those_above_them_and_list_what_is_in_them() throws IOException {
    Path deep = root.resolve("x/y");
    disk.createDirectories(deep);
    disk.createDirectories(deep);
    write(deep.resolve("a"), "1");
    write(deep.resolve("b"), "2");
    write(root.resolve("x/c"), "3");
    assertThat(disk.list(deep)).containsExactlyInAnyOrder(deep.resolve("a"), deep.resolve("b"));
    assertThat(disk.list(root.resolve("x"))).containsExactlyInAnyOrder(deep, root.resolve("x/c"));
    assertThat(disk.facts(deep).isDirectory()).isTrue();
    assertThat(disk.facts(deep.resolve("a")).isDirectory()).isFalse();
    assertThat(disk.exists(deep)).isTrue();
    disk.syncDirectory(deep);
    disk.syncDirectory(root);
  }

  @Test
  void there_is_room() throws IOException {
    assertThat(disk.usableBytes()).isPositive();
  }
}
