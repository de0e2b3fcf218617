package io.henge.node.membership;

import io.henge.node.background.Progress;
import io.henge.node.background.Worker;
import io.henge.node.port.Entropy;
import io.henge.ring.ChainEntry;
import io.henge.ring.Member;
import io.vertx.core.Future;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every few seconds asks another member, at random, for its newest chain entry. So a node that was
 * down or cut off learns what was decided meanwhile although no request of a peer reaches it.
 */
public final class ChainGossip implements Worker {
  private static final Logger LOG = LoggerFactory.getLogger(ChainGossip.class);
  private static final long PAUSE_MILLIS = 2_000;

  /** So that members that started together do not stay in step. */
  private static final int JITTER_MILLIS = 2_000;

  private final Identity self;
  private final CurrentChain chain;
  private final ChainNews news;
  private final Entropy entropy;

  public ChainGossip(Identity self, CurrentChain chain, ChainNews news, Entropy entropy) {
    this.self = self;
    this.chain = chain;
    this.news = news;
    this.entropy = entropy;
  }

  @Override
  public String name() {
    return "gossip about the chain";
  }

  @Override
  public Future<Progress> step() {
    List<Member> others =
        chain.entry().map(ChainEntry::layouts).stream()
            .flatMap(layouts -> layouts.members().stream())
            .filter(member -> !member.node().equals(self.node()))
            .toList();
    Future<Void> asked =
        others.isEmpty()
            ? Future.succeededFuture()
            : news.fetch(others.get(below(others.size()))).recover(ChainGossip::noted);
    return asked.map(done -> Progress.idle(PAUSE_MILLIS + below(JITTER_MILLIS)));
  }

  /** Somebody else is asked next time, and soon: an unreachable member is no reason to wait. */
  private static Future<Void> noted(Throwable cause) {
    LOG.debug("no chain entry by gossip: {}", cause.getMessage());
    return Future.succeededFuture();
  }

  private int below(int bound) {
    return (int) Math.floorMod(entropy.nextLong(), (long) bound);
  }
}
