package io.henge.node.world.search;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.world.WorldNode;
import java.util.ArrayList;
import java.util.List;

/** A key of a world, with what clients did to it. */
final class Subject {
  private final PartitionedKey key;
  private final KeyStory story;
  private final List<WorldNode> owners;
  private final List<WorldNode> standIns;
  private final List<Ticket> tickets = new ArrayList<>();

  Subject(PartitionedKey key, KeyStory story, List<WorldNode> owners, List<WorldNode> standIns) {
    this.key = key;
    this.story = story;
    this.owners = List.copyOf(owners);
    this.standIns = List.copyOf(standIns);
  }

  PartitionedKey key() {
    return key;
  }

  KeyStory story() {
    return story;
  }

  /** In the order of the row. */
  List<WorldNode> owners() {
    return owners;
  }

  /** In their order; none where all nodes are owners. */
  List<WorldNode> standIns() {
    return standIns;
  }

  /** Contexts that clients have got of it, oldest first. */
  List<Ticket> tickets() {
    return tickets;
  }
}
