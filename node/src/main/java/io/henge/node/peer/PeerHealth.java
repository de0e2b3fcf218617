package io.henge.node.peer;

import io.henge.node.port.Liveness;
import io.henge.ring.Address;
import io.henge.ring.NodeId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which peers have answered of late. One per node, for all event loops.
 *
 * <p>A peer is suspected after two failures in a row, or at once when nobody listens at its
 * address, an answer did not come in time, or nothing at all came for a while although answers were
 * due; any answer ends that. As long as it is suspected it is asked in the background whether it is
 * there, so that no request pays for finding out.
 */
public final class PeerHealth implements Liveness {
  /** Asks a peer whether it is there; from the event loop that {@link #start} was called on. */
  @FunctionalInterface
  public interface Probe {
    /** Completes when the peer answered, which it reports here too. */
    Future<Void> ping(NodeId node, Address address, long timeoutMillis);
  }

  private static final Logger LOG = LoggerFactory.getLogger(PeerHealth.class);
  private static final int FAILURES_MAX = 2;
  private static final long PROBE_MILLIS = 500;

  private final Map<NodeId, State> states = new ConcurrentHashMap<>();
  private volatile Runnable probeAll = () -> {};

  /** What is known of a peer that was tried: how often in a row it failed, and where it listens. */
  private record State(int failures, boolean suspected, Address address) {
    static State sound(Address address) {
      return new State(0, false, address);
    }
  }

  @Override
  public boolean suspected(NodeId node) {
    State state = states.get(node);
    return state != null && state.suspected();
  }

  /** How many peers are suspected; from any thread. */
  public int suspectedCount() {
    return (int) states.values().stream().filter(State::suspected).count();
  }

  /**
   * Probes the suspected peers from now on, on the caller's event loop, until Vert.x closes. Those
   * that are members no more are forgotten: what listens at their addresses by now is not them.
   */
  public void start(Vertx vertx, Predicate<NodeId> isMember, Probe probe) {
    Context loop = vertx.getOrCreateContext();
    vertx.setPeriodic(
        PROBE_MILLIS,
        tick -> {
          states.keySet().removeIf(isMember.negate());
          probeSuspects(probe);
        });
    probeAll = () -> loop.runOnContext(now -> probeSuspects(probe));
  }

  /**
   * What the discovery layer thinks of a peer, from any thread: a reason to suspect it, or to ask
   * the suspected at once. Whether it answers decides. Ignored for a peer that was never tried.
   */
  public void hint(NodeId node, boolean up) {
    State state = states.get(node);
    if (state == null) {
      return;
    }
    if (!up) {
      suspect(node, state.address(), "lost by the discovery layer");
    } else if (state.suspected()) {
      probeAll.run();
    }
  }

  /** The peer answered. */
  void answered(NodeId node, Address address) {
    State was = states.get(node);
    // Nearly always there is nothing new, and then nothing is written.
    if (was == null || was.failures() > 0 || !was.address().equals(address)) {
      states.put(node, State.sound(address));
      if (was != null && was.suspected()) {
        LOG.info("node {} answers again", node);
      }
    }
  }

  /** No connection, or no handshake; {@code refused} when nobody listens there. */
  void notConnected(NodeId node, Address address, boolean refused) {
    if (refused) {
      suspect(node, address, "nobody listens at " + address);
    } else {
      failed(node, address, "no connection to " + address);
    }
  }

  /** A connection broke that was in use. */
  void broke(NodeId node, Address address) {
    failed(node, address, "connections broke");
  }

  /** An answer did not come in time. */
  void timedOut(NodeId node, Address address) {
    suspect(node, address, "no answer in time");
  }

  /** Nothing was heard for a suspicious while, although answers are due. */
  void silent(NodeId node, Address address) {
    suspect(node, address, "it is silent");
  }

  private void failed(NodeId node, Address address, String why) {
    State now =
        states.merge(
            node,
            new State(1, false, address),
            (was, first) -> new State(was.failures() + 1, was.suspected(), address));
    if (now.failures() >= FAILURES_MAX) {
      suspect(node, address, why);
    }
  }

  private void suspect(NodeId node, Address address, String why) {
    State was = states.put(node, new State(FAILURES_MAX, true, address));
    if (was == null || !was.suspected()) {
      LOG.info("node {} is suspected: {}", node, why);
    }
  }

  private void probeSuspects(Probe probe) {
    states.forEach(
        (node, state) -> {
          if (state.suspected()) {
            probe
                .ping(node, state.address(), PROBE_MILLIS)
                .onFailure(why -> LOG.debug("node {} is silent: {}", node, why.getMessage()));
          }
        });
  }
}
