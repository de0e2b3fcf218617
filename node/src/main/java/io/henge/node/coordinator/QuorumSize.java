package io.henge.node.coordinator;

import io.henge.node.failure.BlobFailure;
import io.henge.ring.wire.ErrorCode;

/** How many replicas a request asks for: the cluster's default, a word, or a number. */
public sealed interface QuorumSize {
  /** As the request says it: {@code one}, {@code quorum}, {@code all}, or a number. */
  static QuorumSize parse(String text) {
    return switch (text) {
      case "one" -> new Exactly(1);
      case "quorum" -> new Majority();
      case "all" -> new All();
      default -> {
        if (!text.matches("[0-9]{1,3}")) {
          throw BlobFailure.of(
              ErrorCode.BAD_REQUEST, "a quorum is a number, one, quorum or all, not: " + text);
        }
        yield new Exactly(Integer.parseInt(text));
      }
    };
  }

  /**
   * The number of replicas out of a row of that size.
   *
   * @throws BlobFailure when the row has not that many
   */
  int of(int rowSize, int configured);

  /** What the cluster is configured to. */
  record Default() implements QuorumSize {
    @Override
    public int of(int rowSize, int configured) {
      return configured;
    }
  }

  /** More than half. */
  record Majority() implements QuorumSize {
    @Override
    public int of(int rowSize, int configured) {
      return rowSize / 2 + 1;
    }
  }

  /** Every owner. */
  record All() implements QuorumSize {
    @Override
    public int of(int rowSize, int configured) {
      return rowSize;
    }
  }

  /** That many. */
  record Exactly(int replicas) implements QuorumSize {
    @Override
    public int of(int rowSize, int configured) {
      if (replicas < 1 || replicas > rowSize) {
        throw BlobFailure.of(
            ErrorCode.BAD_REQUEST,
            "a quorum of " + replicas + " is not possible: the key has " + rowSize + " owners");
      }
      return replicas;
    }
  }
}
