package io.henge.node.coordinator;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.failure.BlobFailure;
import io.henge.node.membership.CurrentChain;
import io.henge.node.port.Liveness;
import io.henge.ring.ChainEntry;
import io.henge.ring.ConflictPolicy;
import io.henge.ring.Layouts;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import io.henge.ring.Rows;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds out who is concerned with a request, from the chain and from who can be reached. */
public final class Planner {
  private final NodeId self;
  private final CurrentChain chain;
  private final Liveness liveness;

  public Planner(NodeId self, CurrentChain chain, Liveness liveness) {
    this.self = self;
    this.chain = chain;
    this.liveness = liveness;
  }

  /** The chain that plans are made by. */
  CurrentChain chain() {
    return chain;
  }

  /** Whether a member holds a key still, on the directory that it had. */
  boolean isOwner(Member member, PartitionedKey key) {
    return chain
        .entry()
        .filter(entry -> entry.names(member.node(), member.incarnation()))
        .filter(entry -> entry.layouts().isOwner(member.node(), key.partition()))
        .isPresent();
  }

  /** What the newest chain entry says of a key's bucket. */
  ConflictPolicy conflictPolicy(PartitionedKey key) {
    return newest().policyOf(key.key().bucket()).conflict();
  }

  /** Whether this node is read for the key, as far as it knows. */
  boolean owns(PartitionedKey key) {
    return newest().layouts().rows(key.partition()).isRead(self);
  }

  private ChainEntry newest() {
    return chain
        .entry()
        .orElseThrow(() -> BlobFailure.of(ErrorCode.UNAVAILABLE, "the cluster is not founded yet"));
  }

  /**
   * The plan for a key for which this node is read or, if no such owner can be reached, stands in
   * (rule W3).
   *
   * @throws BlobFailure when there is no cluster yet, or this node is neither
   */
  Plan plan(PartitionedKey key) {
    ChainEntry entry = newest();
    Layouts layouts = entry.layouts();
    Member me =
        Stream.concat(
                layouts.rows(key.partition()).read().stream(),
                layouts.standIns(key.partition()).stream())
            .filter(this::isSelf)
            .findFirst()
            .orElseThrow(
                () ->
                    BlobFailure.of(
                        ErrorCode.UNAVAILABLE,
                        "this node is no owner of the key and stands in for none"));
    return plan(key, entry, me);
  }

  private Plan plan(PartitionedKey key, ChainEntry entry, Member me) {
    Rows rows = entry.layouts().rows(key.partition());
    Set<Member> suspected =
        rows.owners().stream()
            .filter(owner -> !isSelf(owner) && liveness.suspected(owner.node()))
            .collect(Collectors.toSet());
    return new Plan(
        key,
        entry,
        me,
        rows.isRead(self),
        bestFirst(rows.read()),
        bestFirst(rows.onlyWritten()),
        suspected,
        bestFirst(entry.layouts().standIns(key.partition())));
  }

  /**
   * Does something by a plan, and once more whenever the key's rows have changed when it has ended,
   * well or not: enough owners of rows that are no more are not enough (rule C4). Once a version is
   * made, also a node that has left the rows since brings it to its end.
   */
  <T> Future<T> steadily(Plan plan, Function<Plan, Future<T>> work) {
    Plan now = isInForce(plan) ? plan : again(plan);
    return work.apply(now)
        .transform(
            (result, cause) -> {
              if (!isInForce(now)) {
                return steadily(now, work);
              }
              return cause == null ? Future.succeededFuture(result) : Future.failedFuture(cause);
            });
  }

  private Plan again(Plan plan) {
    ChainEntry entry = newest();
    return plan(plan.key(), entry, entry.layouts().memberOf(self).orElse(plan.self()));
  }

  /**
   * Asks by a plan, and once more when that has failed and the rows have changed meanwhile. An
   * answer is good whatever has changed: it was given by owners that did not know of it yet.
   *
   * @throws BlobFailure as {@link #plan(PartitionedKey)} does
   */
  <T> Future<T> ask(PartitionedKey key, Function<Plan, Future<T>> question) {
    Plan plan = plan(key);
    return question
        .apply(plan)
        .recover(cause -> isInForce(plan) ? Future.failedFuture(cause) : ask(key, question));
  }

  /** Whether the owners and quorums are still those of the plan. */
  private boolean isInForce(Plan plan) {
    ChainEntry entry = newest();
    int partition = plan.key().partition();
    String bucket = plan.key().key().bucket();
    return entry.position().equals(plan.chain().position())
        || (entry.layouts().rows(partition).haveSameOwners(plan.chain().layouts().rows(partition))
            && entry.quorums().equals(plan.chain().quorums())
            && entry.policyOf(bucket).equals(plan.chain().policyOf(bucket)));
  }

  private boolean isSelf(Member member) {
    return member.node().equals(self);
  }

  /** The others, those that can probably be reached first. */
  private List<Member> bestFirst(List<Member> members) {
    List<Member> near = new ArrayList<>();
    List<Member> far = new ArrayList<>();
    for (Member member : members) {
      if (!isSelf(member)) {
        (liveness.suspected(member.node()) ? far : near).add(member);
      }
    }
    near.addAll(far);
    return near;
  }
}
