package io.henge.node.world;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.coordinator.Coordinator;
import io.henge.node.coordinator.DeleteRequest;
import io.henge.node.coordinator.Preconditions;
import io.henge.node.coordinator.PutRequest.WriteOptions;
import io.henge.node.coordinator.QuorumSize;
import io.henge.node.world.MemoryDisk.CommitFault;
import io.henge.ring.version.Dot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Clients and misfortunes at random, from one seed, and then a good end to check it all. */
final class Schedule {
  private static final int STEPS = 60;
  private static final long CLIENT_TIMEOUT_MILLIS = 2_000;

  private final World world;
  private final History history;
  private final List<PartitionedKey> keys = new ArrayList<>();
  private final Map<PartitionedKey, List<String>> tokens = new HashMap<>();
  private boolean hasLostAnIndex;
  private int texts;

  Schedule(long seed) {
    world = World.founded(seed, 3 + (int) (seed % 3));
    history = new History(world);
    for (int i = 0; i <= seed % 3; i++) {
      keys.add(World.key("key/" + i));
    }
    world.network().delays(List.of(2, 20, 200).get(world.roll(3)));
    world.network().faults(world.roll(5), world.roll(10));
  }

  /** Runs all of it, and throws when anything did not hold. */
  History run() {
    for (int step = 0; step < STEPS; step++) {
      step();
      world.run(world.roll(world.roll(4) == 0 ? 3_000 : 60));
    }
    heal();
    world.run(120_000);
    keys.forEach(this::readEverywhere);
    keys.forEach(history::check);
    world.requireNoViolation();
    return history;
  }

  private void step() {
    int roll = world.roll(100);
    PartitionedKey key = keys.get(world.roll(keys.size()));
    if (roll < 45) {
      put(key);
    } else if (roll < 53) {
      delete(key);
    } else if (roll < 72) {
      owner(key).ifPresent(owner -> get(owner.coordinator(), key));
    } else {
      misfortune(world.node(world.roll(world.nodes().size())), roll);
    }
  }

  private void misfortune(WorldNode node, int roll) {
    if (roll < 77) {
      node.crash();
    } else if (roll < 87) {
      startAny();
    } else if (roll < 89) {
      if (isReady(node)) {
        node.stopCleanly();
      }
    } else if (roll < 93) {
      WorldNode other = world.node(world.roll(world.nodes().size()));
      world.network().cut(node.address(), other.address());
    } else if (roll < 95) {
      world.network().mend();
    } else if (roll < 97) {
      CommitFault[] faults = CommitFault.values();
      node.disk().failCommits(1 + world.roll(3), faults[world.roll(faults.length)]);
    } else if (roll < 98) {
      node.takesBodies(world.roll(2) == 0);
    } else if (roll < 99) {
      node.disk().speed(1 + world.roll(400));
    } else if (!hasLostAnIndex) {
      hasLostAnIndex = true;
      node.crash();
      node.disk().loseIndex();
    }
  }

  private void startAny() {
    world.nodes().stream().filter(node -> !node.isUp()).findFirst().ifPresent(WorldNode::start);
  }

  private static boolean isReady(WorldNode node) {
    return node.isUp() && node.joined().succeeded();
  }

  private Optional<WorldNode> owner(PartitionedKey key) {
    if (world.nodes().stream().noneMatch(Schedule::isReady)) {
      return Optional.empty();
    }
    List<WorldNode> ready = world.owners(key).stream().filter(Schedule::isReady).toList();
    return ready.isEmpty() ? Optional.empty() : Optional.of(ready.get(world.roll(ready.size())));
  }

  private void put(PartitionedKey key) {
    Optional<WorldNode> at = owner(key);
    if (at.isEmpty()) {
      return;
    }
    String text = "text " + texts++;
    String body = world.roll(2) == 0 ? text : Requests.large(text);
    history.attempts(body);
    if (world.roll(4) == 0) {
      WriteOptions options = options(Optional.empty(), Optional.of("id " + text));
      tryAgain(at.get(), key, body, options, 3);
    } else {
      put(at.get(), key, body, options(anyToken(key), Optional.empty()));
    }
  }

  private void put(WorldNode at, PartitionedKey key, String body, WriteOptions options) {
    at.coordinator()
        .put(Requests.put(key, body, options))
        .onComplete(
            receipt -> {
              history.acknowledged(key, receipt);
              remember(key, receipt.contextToken());
            },
            cause -> history.failed(body, cause));
  }

  /** The same request again, perhaps while the last attempt is under way, perhaps elsewhere. */
  private void tryAgain(
      WorldNode at, PartitionedKey key, String body, WriteOptions options, int times) {
    at.coordinator()
        .put(Requests.put(key, body, options))
        .onSuccess(receipt -> history.acknowledged(key, receipt));
    world
        .clock()
        .after(
            world.roll(3_000),
            () -> {
              Optional<WorldNode> next = owner(key);
              if (times > 1 && next.isPresent()) {
                tryAgain(next.get(), key, body, options, times - 1);
              }
            });
  }

  private void delete(PartitionedKey key) {
    owner(key)
        .ifPresent(
            at ->
                at.coordinator()
                    .delete(new DeleteRequest(key, options(anyToken(key), Optional.empty())))
                    .onSuccess(receipt -> history.acknowledged(key, receipt)));
  }

  private void get(Coordinator at, PartitionedKey key) {
    Set<Dot> before = history.acknowledged(key);
    at.get(Requests.get(key))
        .onComplete(
            answer -> {
              history.read(before, answer);
              remember(key, answer.contextToken());
            },
            cause -> history.absent(key, before, cause));
  }

  private void remember(PartitionedKey key, String token) {
    tokens.computeIfAbsent(key, absent -> new ArrayList<>()).add(token);
  }

  private Optional<String> anyToken(PartitionedKey key) {
    List<String> known = tokens.getOrDefault(key, List.of());
    return known.isEmpty() || world.roll(2) == 0
        ? Optional.empty()
        : Optional.of(known.get(world.roll(known.size())));
  }

  private static WriteOptions options(Optional<String> token, Optional<String> requestId) {
    return new WriteOptions(
        Preconditions.NONE,
        token,
        requestId,
        new QuorumSize.Default(),
        true,
        CLIENT_TIMEOUT_MILLIS);
  }

  private void heal() {
    world.network().mend();
    world.network().faults(0, 0);
    world.network().delays(5);
    for (WorldNode node : world.nodes()) {
      node.disk().heal();
      node.disk().speed(3);
      node.takesBodies(true);
    }
    world.run(5_000);
    for (WorldNode node : world.nodes()) {
      if (!node.isUp()) {
        node.start();
      }
    }
    world.nodes().forEach(node -> world.await(node.joined()));
  }

  private void readEverywhere(PartitionedKey key) {
    for (WorldNode owner : world.owners(key)) {
      get(owner.coordinator(), key);
      world.run(10_000);
    }
  }
}
