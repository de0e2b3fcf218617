package io.henge.node.membership;

/** An entry that cannot stand in this node's chain. Without a stack trace: the message says all. */
public final class ChainContradiction extends RuntimeException {
  ChainContradiction(String message) {
    super(message, null, false, false);
  }
}
