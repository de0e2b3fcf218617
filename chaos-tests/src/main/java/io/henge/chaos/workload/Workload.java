package io.henge.chaos.workload;

import io.henge.chaos.history.Operation;
import io.henge.chaos.history.Recorder;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Several clients at once on the keys of one schedule, some by plain HTTP, some by the Java client.
 * All that they do and hear is recorded.
 */
public final class Workload implements AutoCloseable {
  /** Where clients begin to write and leave in the middle: nothing is ever there. */
  public static final String LEFT_ALONE = "left-alone";

  private static final int HTTP_CLIENTS = 5;
  private static final int JAVA_CLIENTS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  /** So that the nodes, which share the machine, have the most of it. */
  private static final long PAUSE_NANOS_MAX = 100_000_000;

  private final Recorder recorder;
  private final Keyspace keys;
  private final Names names = new Names();
  private final List<String> addresses;
  private final SplittableRandom dice;
  private final long run;
  private final ExecutorService workers = Executors.newFixedThreadPool(2, Workload::daemon);
  private final HttpClient http;
  private final List<Session> sessions = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final AtomicInteger steps = new AtomicInteger();
  private volatile boolean isOver;

  /**
   * On a cluster; nothing is asked yet.
   *
   * @param addresses of all nodes' client ports, {@code host:port}
   * @param prefix of all keys; of characters that need no escape
   * @param seed what the clients' choices follow from
   */
  public Workload(Recorder recorder, List<String> addresses, String prefix, long seed) {
    this.recorder = recorder;
    this.keys = new Keyspace(prefix);
    this.addresses = List.copyOf(addresses);
    this.dice = new SplittableRandom(seed);
    this.run = dice.nextLong();
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofMillis(500))
            .executor(workers)
            .build();
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "http");
    thread.setDaemon(true);
    return thread;
  }

  /** Sends the clients off. */
  public void start() {
    for (int i = 1; i <= HTTP_CLIENTS + JAVA_CLIENTS; i++) {
      Session session = i <= HTTP_CLIENTS ? httpSession(PATIENCE) : javaSession();
      sessions.add(session);
      Client one = new Client(i, run, session, recorder, keys, dice.split());
      SplittableRandom pauses = dice.split();
      Thread thread = new Thread(() -> run(one, pauses), "client-" + i);
      threads.add(thread);
    }
    threads.forEach(Thread::start);
  }

  private Session httpSession(Duration patience) {
    SplittableRandom own = dice.split();
    return new HttpSession(new Tries(http, addresses, own, patience), names, own);
  }

  private Session javaSession() {
    return new JavaSession(addresses, names, PATIENCE);
  }

  private void run(Client one, SplittableRandom pauses) {
    try {
      while (!isOver) {
        one.step();
        steps.incrementAndGet();
        LockSupport.parkNanos(pauses.nextLong(PAUSE_NANOS_MAX));
      }
    } catch (RuntimeException | Error e) {
      failures.add(e);
    }
  }

  /** Waits until the clients have done so much together, or so long. */
  public void awaitSteps(int enough, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (steps.get() < enough && System.nanoTime() < end) {
      LockSupport.parkNanos(PAUSE_NANOS_MAX);
    }
  }

  /**
   * Lets all end what they are at, and waits for it.
   *
   * @return what clients failed at and should not have, whatever they heard; they did nothing more
   */
  public List<Throwable> finish() throws InterruptedException {
    isOver = true;
    for (Thread thread : threads) {
      thread.join();
    }
    return List.copyOf(failures);
  }

  /** All keys that were written, perhaps. */
  public Set<String> keys() {
    Set<String> all = new TreeSet<>(keys.fixed(HTTP_CLIENTS + JAVA_CLIENTS));
    recorder.history().operations().stream()
        .filter(operation -> operation.kind().isWrite())
        .forEach(operation -> all.add(operation.key()));
    return all;
  }

  /**
   * Writes at each node alone, for so long if it must be tried again: with several to choose from,
   * clients do without one that takes nothing.
   *
   * @return what a node did not do
   */
  public List<String> writeAtEach(Duration patience) {
    SplittableRandom own = dice.split();
    List<String> missing = new ArrayList<>();
    for (int node = 1; node <= addresses.size(); node++) {
      Tries alone = new Tries(http, List.of(addresses.get(node - 1)), own, patience);
      Client writer =
          new Client(
              Operation.LAST_WRITERS + node,
              run,
              new HttpSession(alone, names, own),
              recorder,
              keys,
              own);
      String at = "node " + node;
      writer
          .writeOver(keys.healed(node))
          .map(answer -> "%s: %d %s".formatted(at, answer.status(), answer.note()))
          .ifPresent(missing::add);
    }
    return missing;
  }

  /** Versions that were said to be of two writes, which no version is. */
  public List<String> contradictions() {
    return names.contradictions().stream().map(Names.Contradiction::toString).toList();
  }

  /**
   * Reads all that there is, at each node, as client 0.
   *
   * @return the key of which a node did not tell anything for so long; it reads no further then
   */
  public Optional<String> readAll(Duration patience) {
    return readAllAt(addresses, patience);
  }

  /** The same at one of the nodes. */
  public Optional<String> readAllAtOne(Duration patience) {
    return readAllAt(List.of(addresses.get(dice.nextInt(addresses.size()))), patience);
  }

  private Optional<String> readAllAt(List<String> some, Duration patience) {
    SplittableRandom own = dice.split();
    for (String address : some) {
      Session session =
          new HttpSession(new Tries(http, List.of(address), own, patience), names, own);
      Client last = new Client(Operation.LAST_READER, run, session, recorder, keys, own);
      for (String key : keys()) {
        if (!last.versions(key).isTelling() || !last.get(key).isTelling()) {
          return Optional.of(key);
        }
      }
      last.get(LEFT_ALONE);
      for (String prefix : keys.prefixes()) {
        last.list(prefix);
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    isOver = true;
    sessions.forEach(Session::close);
    workers.shutdownNow();
  }
}
