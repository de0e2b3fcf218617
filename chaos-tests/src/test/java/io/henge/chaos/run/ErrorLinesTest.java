package io.henge.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErrorLinesTest {
  @Test
  void what_no_fault_explains_is_told_with_its_logger() {
    String log =
        """
        2026-11-28T05:46:01.400Z INFO  Node node 1 serves the cluster
        2026-11-28T05:46:01.413Z ERROR PeerService a request of node 2 is refused: contradiction
        2026-11-28T05:46:01.500Z WARN  AccessLog method=PUT note=ERROR
        2026-11-28T05:46:02.000Z ERROR ErrorResponses incident 5 java.lang.IllegalStateException
        """;
    assertThat(ErrorLines.unexpected(log))
        .containsExactly(
            "PeerService a request of node 2 is refused: contradiction",
            "ErrorResponses incident 5 java.lang.IllegalStateException");
  }

  @Test
  void what_the_jvm_says_of_itself_is_told() {
    String log =
        """
        Exception in thread "storage-committer" java.lang.IllegalStateException: closed
        \tat io.henge.node.storage.IndexCommitter.run(IndexCommitter.java:1)
        # A fatal error has been detected by the Java Runtime Environment:
        2026-11-28T05:46:01.400Z INFO  Node node 1 serves the cluster
        """;
    assertThat(ErrorLines.unexpected(log))
        .containsExactly(
            "Exception in thread \"storage-committer\" java.lang.IllegalStateException: closed",
            "# A fatal error has been detected by the Java Runtime Environment:");
  }

  @Test
  void what_disks_and_the_liveness_layer_suffer_is_not() {
    String log =
        """
        2026-11-28T05:38:55.206Z ERROR StorageHealth the store takes no more writes: EIO
        2026-11-28T05:17:15.046Z ERROR ConnectionBase Connection reset
        2026-11-28T04:37:41.027Z ERROR Node [10.77.60.1]:13849 [henge-138a9e0066e07b02] [5.6.0] no
        """;
    assertThat(ErrorLines.unexpected(log)).isEmpty();
  }
}
