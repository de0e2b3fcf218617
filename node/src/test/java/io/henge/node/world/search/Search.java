package io.henge.node.world.search;

import io.henge.node.world.Sighting;
import io.henge.node.world.Sightings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Plays worlds, one for each seed, on several threads, until a bound is reached or one of them is
 * not sound. Worlds share nothing, so the findings do not depend on the number of threads.
 */
public final class Search {
  private final long firstSeed;
  private final long worlds;
  private final AtomicLong next;
  private final Sightings sightings = new Sightings();
  private long played;
  private long requests;
  private long answered;
  private Optional<Finding> finding = Optional.empty();

  /** A world that is not sound. */
  record Finding(Script script, List<String> violations) {}

  private Search(long firstSeed, long worlds) {
    this.firstSeed = firstSeed;
    this.worlds = worlds;
    this.next = new AtomicLong(firstSeed);
  }

  /** Plays that many worlds, or fewer if one of them is not sound. */
  static Search over(long firstSeed, long worlds, int threads) {
    Search search = new Search(firstSeed, worlds);
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Thread worker = new Thread(search::work, "worlds-" + i);
      workers.add(worker);
      worker.start();
    }
    try {
      for (Thread worker : workers) {
        worker.join();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return search;
  }

  private void work() {
    while (!isOver()) {
      long seed = next.getAndIncrement();
      if (seed >= firstSeed + worlds) {
        return;
      }
      Script script = ScriptWriter.write(seed);
      note(script, Play.of(script));
    }
  }

  private synchronized boolean isOver() {
    return finding.isPresent();
  }

  private synchronized void note(Script script, Play.Outcome outcome) {
    played++;
    requests += outcome.requests();
    answered += outcome.answered();
    sightings.addAll(outcome.sightings());
    boolean isEarlier = finding.filter(known -> known.script().seed() < script.seed()).isEmpty();
    if (!outcome.isSound() && isEarlier) {
      finding = Optional.of(new Finding(script, outcome.violations()));
    }
  }

  /** The unsound world of the lowest seed, if there is one. */
  synchronized Optional<Finding> finding() {
    return finding;
  }

  /** How many worlds were played. */
  synchronized long played() {
    return played;
  }

  /** What never happened in any of the worlds. */
  synchronized List<Sighting> neverSeen() {
    return Arrays.stream(Sighting.values()).filter(kind -> sightings.of(kind) == 0).toList();
  }

  /** What was played and seen, for people. */
  synchronized String summary() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%d worlds, %d requests, %d answered as wished%n".formatted(played, requests, answered));
    for (Sighting kind : Sighting.values()) {
      text.append("  %,14d  %s%n".formatted(sightings.of(kind), kind));
    }
    return text.toString();
  }

  /** Makes what was found short, writes it to files, and says how to see it again. */
  static String keep(Finding found) {
    Path directory = Path.of("target", "worlds");
    Path whole = directory.resolve(found.script().seed() + ".world");
    Path small = directory.resolve(found.script().seed() + "-short.world");
    Script shrunk = Shrinker.shrink(found.script(), found.violations());
    try {
      Files.createDirectories(directory);
      Files.writeString(whole, found.script().text());
      Files.writeString(small, shrunk.text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "seed %d is not sound: %s%nits script: %s, %d steps; cut down: %s, %d steps%n%s"
        .formatted(
            found.script().seed(),
            found.violations(),
            whole,
            found.script().steps().size(),
            small,
            shrunk.steps().size(),
            shrunk.text());
  }
}
