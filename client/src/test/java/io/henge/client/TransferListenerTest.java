package io.henge.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.client.TransferListener.Progress;
import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a listener hears of uploads and downloads. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TransferListenerTest {
  private static final byte[] LARGE = new byte[3 << 20];

  static {
    new Random(6).nextBytes(LARGE);
  }

  private static final Vertx VERTX = Vertx.vertx();

  private final List<Progress> heard = new CopyOnWriteArrayList<>();

  @AfterAll
  static void closed() {
    VERTX.close().await();
  }

  private static HengeClient client(ScriptedNode node) {
    return HengeClient.builder().endpoints(node.address()).vertx(VERTX).build();
  }

  private void assertAllWasHeard() {
    Progress last = heard.get(heard.size() - 1);
    assertThat(last.bytes()).isEqualTo(LARGE.length);
    assertThat(last.total()).hasValue(LARGE.length);
    assertThat(last.bytesPerSecond()).isPositive();
    assertThat(last.remaining()).contains(Duration.ZERO);
  }

  @Test
  void an_upload_is_heard_of() throws IOException {
    try (ScriptedNode node =
            new ScriptedNode(
                (request, answer) -> {
                  answer.body();
                  answer.created("v1");
                });
        HengeClient client = client(node)) {
      WriteOptions options = WriteOptions.with(said -> said.listener(heard::add));
      client.blocking().put("k", BlobSource.of(LARGE), options);
      assertAllWasHeard();
      heard.clear();
      client.blocking().put("k", BlobSource.ofStream(new ByteArrayInputStream(LARGE)), options);
      assertAllWasHeard();
    }
  }

  @Test
  void a_download_is_heard_of_also_when_its_rest_comes_from_elsewhere() throws IOException {
    AtomicInteger count = new AtomicInteger();
    try (ScriptedNode node =
            new ScriptedNode(
                (request, answer) -> {
                  if (count.incrementAndGet() > 1) {
                    answer.blob("v1", LARGE);
                    return;
                  }
                  List<String> head = new ArrayList<>(ScriptedNode.blobHeaders("v1", LARGE));
                  head.add("Content-Length: " + LARGE.length);
                  answer.head(200, head.toArray(new String[0]));
                  answer.raw(Arrays.copyOf(LARGE, 1 << 20));
                  answer.reset();
                });
        HengeClient client = client(node)) {
      client
          .blocking()
          .get("k", BlobSink.bytes(LARGE.length), ReadOptions.DEFAULT.withListener(heard::add));
      assertThat(count).hasValue(2);
      assertAllWasHeard();
    }
  }

  @Test
  void of_a_part_the_bytes_of_the_part_are_told() throws IOException {
    try (ScriptedNode node = new ScriptedNode((request, answer) -> answer.blob("v1", LARGE));
        HengeClient client = client(node)) {
      client
          .blocking()
          .get(
              "k",
              BlobSink.bytes(100),
              ReadOptions.DEFAULT.range(1_000, 100).withListener(heard::add));
      assertThat(heard).last().extracting(Progress::bytes).isEqualTo(100L);
      assertThat(heard).last().extracting(Progress::total).isEqualTo(OptionalLong.of(100));
    }
  }

  @Test
  void a_listener_that_throws_harms_nothing() throws IOException {
    try (ScriptedNode node = new ScriptedNode((request, answer) -> answer.blob("v1", LARGE));
        HengeClient client = client(node)) {
      ReadOptions options =
          ReadOptions.DEFAULT.withListener(
              progress -> {
                heard.add(progress);
                throw new IllegalStateException("a listener's own fault");
              });
      assertThat(client.blocking().get("k", BlobSink.bytes(LARGE.length), options).value())
          .isEqualTo(LARGE);
      assertThat(heard).isNotEmpty();
    }
  }
}
