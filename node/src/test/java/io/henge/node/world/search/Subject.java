package io.henge.node.world.search;

import io.henge.contract.KeyStory;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.world.World;
import io.henge.node.world.WorldNode;
import java.util.ArrayList;
import java.util.List;

/** A key of a world, with what clients did to it. */
final class Subject {
  private final PartitionedKey key;
  private final KeyStory story;
  private final World world;
  private final List<Ticket> tickets = new ArrayList<>();

  Subject(PartitionedKey key, KeyStory story, World world) {
    this.key = key;
    this.story = story;
    this.world = world;
  }

  PartitionedKey key() {
    return key;
  }

  KeyStory story() {
    return story;
  }

  /** Of the row that is read, in its order. */
  List<WorldNode> owners() {
    return world.owners(key);
  }

  /** In their order; none where all nodes are owners. */
  List<WorldNode> standIns() {
    return world.standIns(key);
  }

  /** Contexts that clients have got of it, oldest first. */
  List<Ticket> tickets() {
    return tickets;
  }
}
