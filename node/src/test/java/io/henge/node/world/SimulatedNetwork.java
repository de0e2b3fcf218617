package io.henge.node.world;

import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.message.PeerCodec;
import io.henge.node.message.PeerHandler;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest;
import io.henge.node.port.Introductions;
import io.henge.node.port.Network;
import io.henge.node.port.NetworkFailure;
import io.henge.ring.Address;
import io.henge.ring.NodeId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The wires between the nodes. Every message passes as bytes, takes its random time, and so
 * overtakes others; it may be lost, doubled, or held back by a {@link Rule} until it is released.
 * Each direction of a link can be cut for itself.
 */
public final class SimulatedNetwork {
  /** What becomes of a message. */
  public enum Fate {
    DELIVER,
    /** It never arrives. */
    LOSE,
    /** It arrives and is executed, its reply is lost. */
    LOSE_REPLY,
    /** It arrives when {@link #release} is called, however late. */
    HOLD
  }

  /** A message on its way. */
  public record Passage(Address from, Address to, PeerRequest request) {}

  /** Decides on messages, for tests that want one interleaving and no other. */
  @FunctionalInterface
  public interface Rule {
    /** The fate of a message. */
    Fate of(Passage passage);
  }

  /** A process that takes messages. */
  private record Listener(Life life, PeerHandler handler) {}

  /** One direction between two addresses. */
  private record Link(Address from, Address to) {}

  /** Of a doubled message the one that nobody waits for may come when all is long over. */
  private static final int LATE_TWINS_PERCENT = 50;

  private static final int LATE_TWIN_MILLIS = 4_000;

  private final Surroundings surroundings;
  private final Map<Address, Listener> listeners = new HashMap<>();
  private final Set<Link> cuts = new HashSet<>();
  private final List<Runnable> held = new ArrayList<>();
  private Rule rule = passage -> Fate.DELIVER;
  private int longestDelayMillis = 5;
  private int lossPercent;
  private int doublingPercent;

  SimulatedNetwork(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** From now on messages are subject to this rule. */
  public void rule(Rule decides) {
    rule = decides;
  }

  /** Messages take 1 to that many milliseconds, each way. */
  public void delays(int longestMillis) {
    longestDelayMillis = longestMillis;
  }

  /** That share of the messages is lost, or delivered twice. */
  public void faults(int losePercent, int doublePercent) {
    lossPercent = losePercent;
    doublingPercent = doublePercent;
  }

  /** Cuts one direction. */
  public void cut(Address from, Address to) {
    cuts.add(new Link(from, to));
  }

  /** Mends all cuts. */
  public void mend() {
    cuts.clear();
  }

  /** Whether a message would get through. */
  boolean isOpen(Address from, Address to) {
    return !cuts.contains(new Link(from, to));
  }

  /** Lets all messages go that were held, in that order. */
  public void release() {
    List<Runnable> going = List.copyOf(held);
    held.clear();
    going.forEach(Runnable::run);
  }

  /** How many messages are held. */
  public int held() {
    return held.size();
  }

  void listen(Address at, Life life, PeerHandler handler) {
    listeners.put(at, new Listener(life, handler));
  }

  void stopListening(Address at) {
    listeners.remove(at);
  }

  /** The network as a node sees it. */
  Network from(Sender sender) {
    return (to, request, timeoutMillis) -> call(sender, to.peer(), request, timeoutMillis);
  }

  /** The same, for talking to strangers. */
  Introductions introductionsFrom(Sender sender) {
    return (to, request, timeoutMillis) -> call(sender, to, request, timeoutMillis);
  }

  /** Who sends, and in which life. */
  record Sender(Address address, NodeId node, Life life) {}

  private Future<Buffer> call(Sender sender, Address to, Buffer request, long timeoutMillis) {
    if (request.length() > Network.MESSAGE_BYTES_MAX) {
      surroundings.violated("a message of " + request.length() + " bytes");
    }
    Promise<Buffer> reply = Promise.promise();
    surroundings
        .clock()
        .after(
            timeoutMillis,
            sender
                .life()
                .whileItLasts(
                    () -> reply.tryFail(new NetworkFailure(Reason.TIMEOUT, "no answer in time"))));
    Buffer bytes = request.copy();
    PeerRequest decoded = PeerCodec.decodeRequest(bytes).request();
    if (decoded instanceof PeerRequest.Commit commit) {
      surroundings.ledger().saw(commit.fragment());
    }
    Fate fate = rule.of(new Passage(sender.address(), to, decoded));
    Call call = new Call(sender, to, bytes, reply);
    note(decoded);
    if (fate == Fate.LOSE || surroundings.chance(lossPercent)) {
      surroundings.saw(Sighting.MESSAGE_LOST);
      return reply.future();
    }
    if (fate == Fate.HOLD) {
      held.add(() -> deliver(call, true));
      return reply.future();
    }
    if (surroundings.chance(doublingPercent)) {
      surroundings.saw(Sighting.MESSAGE_DOUBLED);
      boolean isLate = surroundings.chance(LATE_TWINS_PERCENT);
      int delayMillis = isLate ? LATE_TWIN_MILLIS : longestDelayMillis;
      surroundings.clock().after(1 + surroundings.below(delayMillis), () -> deliver(call, false));
    }
    boolean answered = fate == Fate.DELIVER && !surroundings.chance(lossPercent);
    if (!answered) {
      surroundings.saw(Sighting.REPLY_LOST);
    }
    send(() -> deliver(call, answered));
    return reply.future();
  }

  private void note(PeerRequest request) {
    if (request instanceof PeerRequest.Offer) {
      surroundings.saw(Sighting.OBJECT_OFFERED);
    }
  }

  private void noteReply(Buffer reply) {
    if (PeerCodec.decodeReply(reply.copy()) instanceof PeerReply.Outdated) {
      surroundings.saw(Sighting.OUTDATED_DATA_REFUSED);
    }
  }

  private record Call(Sender sender, Address to, Buffer bytes, Promise<Buffer> reply) {}

  private void send(Runnable delivery) {
    surroundings.clock().after(1 + surroundings.below(longestDelayMillis), delivery);
  }

  private void deliver(Call call, boolean answered) {
    Address from = call.sender().address();
    if (!isOpen(from, call.to())) {
      return;
    }
    Listener target = listeners.get(call.to());
    if (target == null || target.life().isOver()) {
      answer(
          call,
          () -> call.reply().tryFail(new NetworkFailure(Reason.UNREACHABLE, "nobody listens")));
      return;
    }
    if (target.life().isPaused()) {
      surroundings.saw(Sighting.MESSAGE_WAITED_FOR_A_PAUSED_NODE);
    }
    target.life().whileItLasts(() -> handle(target, call, answered)).run();
  }

  private void handle(Listener target, Call call, boolean answered) {
    target
        .handler()
        .handle(call.sender().node(), call.bytes().copy())
        .onComplete(
            bytes -> {
              noteReply(bytes);
              if (answered) {
                answer(call, () -> call.reply().tryComplete(bytes.copy()));
              }
            },
            cause -> surroundings.violated("a peer handler failed instead of refusing: " + cause));
  }

  private void answer(Call call, Runnable arrival) {
    send(
        () -> {
          if (isOpen(call.to(), call.sender().address())) {
            call.sender().life().whileItLasts(arrival).run();
          }
        });
  }
}
