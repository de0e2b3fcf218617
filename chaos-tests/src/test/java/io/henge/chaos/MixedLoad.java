package io.henge.chaos;

import io.henge.chaos.KeyHistory.Write;
import io.henge.chaos.Tally.Count;
import io.henge.chaos.workload.Payload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that put, overwrite, delete and read at once, each one request after the other, until
 * they are stopped. Every outcome goes into the ledger, every byte read is checked, and whatever
 * must not be is noted in the tally. The random choices follow from the seed; how they interleave
 * does not.
 */
final class MixedLoad {
  private static final long STOP_SECONDS_MAX = 120;
  private static final long RETRY_MILLIS = 5;

  private final List<Integer> ports;
  private final Ledger ledger;
  private final Tally tally;
  private final SplittableRandom random;
  private final AtomicInteger writesInFlight = new AtomicInteger();
  private volatile boolean stopping;
  private volatile boolean deaf;
  private volatile boolean diskDead;
  private final List<Thread> clients = new ArrayList<>();

  /** A load on the nodes with those client ports. */
  MixedLoad(List<Integer> ports, Ledger ledger, Tally tally, long seed) {
    this.ports = List.copyOf(ports);
    this.ledger = ledger;
    this.tally = tally;
    this.random = new SplittableRandom(seed);
  }

  /** One thing that a client does again and again. */
  @FunctionalInterface
  private interface Act {
    void once(LoadConnection connection, SplittableRandom random);
  }

  MixedLoad start() {
    for (int i = 0; i < ledger.mix().writers(); i++) {
      int writer = i;
      begin("writer-" + i, (connection, own) -> write(connection, own, writer));
    }
    for (int i = 0; i < ledger.mix().readers(); i++) {
      begin("reader-" + i, this::read);
    }
    return this;
  }

  private void begin(String name, Act act) {
    SplittableRandom own = random.split();
    int port = ports.get(clients.size() % ports.size());
    Thread thread =
        new Thread(
            () -> {
              try (LoadConnection connection = new LoadConnection(port, writesInFlight)) {
                while (!stopping) {
                  act.once(connection, own);
                }
              } catch (RuntimeException | Error e) {
                tally.violation("a client ended: " + e);
              }
            },
            name);
    thread.setDaemon(true);
    clients.add(thread);
    thread.start();
  }

  /** How many writes were begun at an open connection and are not answered at this moment. */
  int writesInFlight() {
    return writesInFlight.get();
  }

  /**
   * From now on answers to writes count for nothing, as if the network had gone together with the
   * power. The kernel may call a sync that runs during a simulated power cut a success.
   */
  void deafen() {
    deaf = true;
  }

  /**
   * The disk takes nothing any more: whoever acknowledges a write that is begun from now on lies.
   */
  void diskIsDead() {
    diskDead = true;
  }

  /** Lets every client end its request, and waits for that. */
  void stop() {
    stopping = true;
    try {
      for (Thread client : clients) {
        client.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS_MAX));
        if (client.isAlive()) {
          throw new AssertionError("a client got no answer: " + client.getName());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void write(LoadConnection connection, SplittableRandom own, int writer) {
    Optional<KeyHistory> owned = ledger.own(own);
    if (owned.isEmpty()) {
      Pause.millis(RETRY_MILLIS);
      return;
    }
    KeyHistory key = owned.orElseThrow();
    boolean begunDead = diskDead;
    boolean delete = own.nextInt(100) < ledger.mix().deletePercent();
    Write write = delete ? key.beginDelete() : key.beginPut(writer, key.sizes().draw(own));
    try {
      LoadConnection.Answer answer =
          delete ? connection.delete(key.key()) : connection.put(write.payload().orElseThrow());
      if (begunDead && answer.isSuccess() && answer.header("henge-version").isPresent()) {
        tally.violation(key.key() + " was acknowledged although the disk was dead: " + write);
      }
      note(key, write, answer);
    } catch (LoadConnection.NotSent e) {
      key.refused(write);
      tally.count(Count.WRITES_NOT_SENT);
      Pause.millis(RETRY_MILLIS);
    } catch (IOException e) {
      key.unknown(write);
      tally.count(Count.WRITES_UNKNOWN);
    }
  }

  private void note(KeyHistory key, Write write, LoadConnection.Answer answer) {
    if (answer.status() == 507) {
      tally.count(Count.WRITES_507);
    }
    if (deaf) {
      tally.count(answer.isSuccess() ? Count.WRITES_ACKNOWLEDGED_TOO_LATE : Count.WRITES_UNKNOWN);
      key.unknown(write);
    } else if (answer.isSuccess()) {
      key.acknowledged(write);
      tally.count(
          write.payload().isPresent() ? Count.PUTS_ACKNOWLEDGED : Count.DELETES_ACKNOWLEDGED);
      tally.add(Count.BYTES_WRITTEN, write.payload().map(Payload::sizeBytes).orElse(0));
    } else if (answer.status() < 500 || answer.text().contains("\"maySurface\":false")) {
      key.refused(write);
      tally.count(Count.WRITES_REFUSED);
      if (answer.status() < 500 && answer.status() != 429) {
        tally.violation(
            "%s was refused: %d %s".formatted(key.key(), answer.status(), answer.text()));
      }
    } else {
      key.unknown(write);
      tally.count(Count.WRITES_UNKNOWN);
    }
  }

  private void read(LoadConnection connection, SplittableRandom own) {
    KeyHistory key = ledger.any(own);
    key.whileRead(() -> read(connection, key));
  }

  private void read(LoadConnection connection, KeyHistory key) {
    long oldest = key.oldestToShow();
    try {
      Shown shown = Shown.of(connection, key.key());
      if (shown.isAnswer() || shown.damage().isPresent()) {
        key.violation(oldest, shown).ifPresent(tally::violation);
      }
      Reads.count(tally, shown);
    } catch (LoadConnection.NotSent e) {
      Pause.millis(RETRY_MILLIS);
    } catch (IOException e) {
      tally.count(Count.READS_CUT_OFF);
    }
  }
}
