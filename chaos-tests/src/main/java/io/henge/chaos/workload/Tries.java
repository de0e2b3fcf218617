package io.henge.chaos.workload;

import io.henge.chaos.history.Operation.Outcome;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** Asks one node after the other until one of them answers for good, or patience ends. */
final class Tries {
  private static final long PAUSE_NANOS = 20_000_000;

  private final HttpClient client;
  private final List<String> addresses;
  private final SplittableRandom dice;
  private final long patienceNanos;

  /**
   * With any of these nodes.
   *
   * @param addresses {@code host:port}, in the order of the nodes' numbers
   * @param patience how long new attempts are begun
   */
  Tries(HttpClient client, List<String> addresses, SplittableRandom dice, Duration patience) {
    this.client = client;
    this.addresses = List.copyOf(addresses);
    this.dice = dice;
    this.patienceNanos = patience.toNanos();
  }

  /** A request to a node. */
  @FunctionalInterface
  interface Ask {
    HttpRequest to(String address);
  }

  /** How an answer is read. */
  @FunctionalInterface
  interface Reading {
    Attempt of(HttpResponse<byte[]> answer, int attempts, int node);
  }

  /**
   * What one attempt came to.
   *
   * @param last the answer, if it is final
   * @param status of an answer that is not
   * @param mayHaveEffect whether a write that was so answered may have one
   * @param note for people
   */
  record Attempt(Optional<Answer> last, int status, boolean mayHaveEffect, String note) {
    /** It was the last one. */
    static Attempt end(Answer answer) {
      return new Attempt(Optional.of(answer), answer.status(), false, "");
    }

    /** Another one may do. */
    static Attempt again(int status, boolean mayHaveEffect, String note) {
      return new Attempt(Optional.empty(), status, mayHaveEffect, note);
    }
  }

  /** Tries it; the first node is drawn. */
  Answer until(Ask ask, Reading reading) {
    long end = System.nanoTime() + patienceNanos;
    int first = dice.nextInt(addresses.size());
    int acted = 0;
    int attempts = 0;
    int status = 0;
    String note = "";
    do {
      int at = (first + attempts) % addresses.size();
      attempts++;
      try {
        HttpResponse<byte[]> heard =
            client.send(ask.to(addresses.get(at)), BodyHandlers.ofByteArray());
        Attempt attempt = reading.of(heard, attempts, first + 1);
        if (attempt.last().isPresent()) {
          return settled(attempt.last().get(), acted);
        }
        status = attempt.status();
        note = attempt.note();
        acted += attempt.mayHaveEffect() ? 1 : 0;
        LockSupport.parkNanos(PAUSE_NANOS);
      } catch (ConnectException | HttpConnectTimeoutException notSent) {
        note = notSent.toString();
        LockSupport.parkNanos(PAUSE_NANOS);
      } catch (IOException unheard) {
        note = unheard.toString();
        acted++;
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return Answer.unknown(status, attempts, first + 1, "interrupted");
      }
    } while (System.nanoTime() < end);
    Answer last =
        acted > 0
            ? Answer.unknown(status, attempts, first + 1, note)
            : Answer.refused(status, attempts, first + 1, note);
    return last.after(attempts, acted);
  }

  /** What is refused after an attempt of which nothing was heard may have had an effect. */
  private static Answer settled(Answer last, int acted) {
    boolean isUnknown = acted > 0 && last.outcome() == Outcome.REFUSED;
    Answer known =
        isUnknown ? Answer.unknown(last.status(), last.attempts(), last.node(), last.note()) : last;
    return known.after(last.attempts(), acted + (last.isOk() ? 1 : 0));
  }
}
