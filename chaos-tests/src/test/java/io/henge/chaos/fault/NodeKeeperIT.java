package io.henge.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.TestCluster;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On one real node. */
class NodeKeeperIT {
  private final Object one = new Object();
  private final Object other = new Object();
  private TestCluster cluster;
  private NodeProcess process;
  private NodeKeeper keeper;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    cluster = TestCluster.start(directory, 1, "--no-hazelcast");
    process = cluster.node(1);
    keeper = new NodeKeeper(1, process, NodeProcess.PACKAGED);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void it_stays_down_until_the_last_one_lets_it_up() {
    keeper.holdDown(one);
    keeper.stopAndHoldDown(other);
    keeper.restart();
    keeper.letUp(one);
    assertThat(process.isAlive()).as("one of two still holds it").isFalse();
    keeper.letUp(other);
    assertThat(process.isAlive()).isTrue();
    assertThat(keeper.takeOwnEnds()).as("it was told to end each time").isEmpty();
  }

  @Test
  void whoever_stops_it_waits_and_whoever_lets_it_up_starts_it() {
    keeper.freeze(one);
    keeper.stopAndHoldDown(other);
    assertThat(process.isAlive()).isFalse();
    keeper.letUp(other);
    keeper.freeze(other);
    keeper.release();
    await().until(process::isReady);
    assertThat(keeper.takeOwnEnds()).isEmpty();
  }

  @Test
  void an_end_of_its_own_is_seen_once_whoever_starts_it_again() {
    endWithoutAWord();
    assertThat(keeper.takeOwnEnds()).isNotEmpty();
    keeper.release();
    assertThat(process.isAlive()).isTrue();
    assertThat(keeper.takeOwnEnds()).isEmpty();

    endWithoutAWord();
    keeper.holdDown(one);
    keeper.letUp(one);
    assertThat(process.isAlive()).isTrue();
    assertThat(keeper.takeOwnEnds()).as("although it was started again meanwhile").isNotEmpty();
  }

  @Test
  void a_second_process_gives_way_when_it_starts_again() {
    keeper.holdDown(one);
    int before = process.logText().length();
    try (NodeProcess second = keeper.startSecond()) {
      await().until(() -> second.logText().substring(before).contains("listening"));
      keeper.letUp(one);
      await().until(process::isReady);
      assertThat(second.isAlive()).isFalse();
    }
    assertThat(keeper.takeOwnEnds()).isEmpty();
  }

  private void endWithoutAWord() {
    ProcessHandle.of(process.pid()).orElseThrow().destroyForcibly();
    await().until(() -> !process.isAlive());
  }
}
