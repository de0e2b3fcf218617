package io.henge.node.http;

import io.henge.node.membership.ChangeProgress;
import io.henge.node.membership.RingPlan;
import io.henge.node.membership.RingWish;
import io.henge.ring.Balance;
import io.henge.ring.ChainEntry;
import io.henge.ring.Layouts;
import io.henge.ring.Member;
import io.henge.ring.Phase;
import io.henge.ring.Seat;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** What is told of the ring and its changes, as JSON. */
final class RingDocuments {
  private RingDocuments() {}

  static JsonObject staged(List<RingWish> wishes) {
    return new JsonObject().put("staged", array(wishes, RingDocuments::wish));
  }

  private static JsonObject wish(RingWish wish) {
    if (wish instanceof RingWish.Join join) {
      return new JsonObject().put("change", "join").put("peer", join.newcomer().toString());
    }
    if (wish instanceof RingWish.Leave leave) {
      return new JsonObject().put("change", "leave").put("seat", leave.seat().number());
    }
    if (wish instanceof RingWish.Remove remove) {
      return new JsonObject().put("change", "remove").put("seat", remove.seat().number());
    }
    RingWish.Reweigh reweigh = (RingWish.Reweigh) wish;
    JsonObject document =
        new JsonObject().put("change", "weight").put("seat", reweigh.seat().number());
    reweigh.zone().ifPresent(zone -> document.put("zone", zone));
    reweigh.weight().ifPresent(weight -> document.put("weight", weight));
    return document;
  }

  /** The entry that a change has led to. */
  static JsonObject entry(ChainEntry entry) {
    return new JsonObject()
        .put("chain", entry.number())
        .put("digest", entry.digest())
        .put("phase", entry.phase().word());
  }

  static JsonObject plan(RingPlan plan) {
    JsonObject rows = new JsonObject();
    plan.rowsByChanges().forEach((changes, count) -> rows.put(Integer.toString(changes), count));
    RingPlan.Pace pace = plan.pace();
    return new JsonObject()
        .put("chain", plan.planned().number() - 1)
        .put("base", plan.planned().parentDigest())
        .put("members", array(plan.holdings(), holding -> holding(plan, holding)))
        .put(
            "replicas",
            new JsonObject().put("moved", plan.moved()).put("leastMoved", plan.leastMoved()))
        .put(
            "bytes",
            new JsonObject()
                .put("moved", plan.bytes(plan.moved()))
                .put("keptTwice", plan.bytesTwice())
                .put("perReplica", pace.bytesPerReplica())
                .put("replicasSampled", pace.replicas()))
        .put("bytesPerSecond", pace.bytesPerSecond())
        .put("seconds", plan.seconds())
        .put("leastCopies", plan.leastCopies())
        .put("rowsByChanges", rows)
        .put("zones", zones(plan));
  }

  private static JsonObject holding(RingPlan plan, RingPlan.Holding holding) {
    return member(holding.member())
        .put("before", holding.before())
        .put("after", holding.after())
        .put("entering", holding.entering())
        .put("leaving", holding.leaving())
        .put("bytesIn", plan.bytes(holding.entering()))
        .put("bytes", plan.bytes(holding.after()));
  }

  private static JsonArray zones(RingPlan plan) {
    SortedMap<Integer, ZoneCount> zones = new TreeMap<>();
    Layouts layouts = plan.planned().layouts();
    layouts.done().members().forEach(member -> zones.put(member.zone(), ZoneCount.NONE));
    for (RingPlan.Holding holding : plan.holdings()) {
      Member member = holding.member();
      zones.merge(member.zone(), new ZoneCount(0, 0, holding.after()), ZoneCount::plus);
      layouts
          .done()
          .memberOf(member.node())
          .ifPresent(
              former ->
                  zones.merge(
                      former.zone(), new ZoneCount(0, holding.before(), 0), ZoneCount::plus));
      if (layouts.newest().memberOf(member.node()).isPresent()) {
        zones.merge(member.zone(), new ZoneCount(1, 0, 0), ZoneCount::plus);
      }
    }
    JsonArray array = new JsonArray();
    zones.forEach((zone, count) -> array.add(count.document(zone)));
    return array;
  }

  /** The members that a zone will have, and the replicas in it. */
  private record ZoneCount(int members, int before, int after) {
    static final ZoneCount NONE = new ZoneCount(0, 0, 0);

    ZoneCount plus(ZoneCount other) {
      return new ZoneCount(members + other.members, before + other.before, after + other.after);
    }

    JsonObject document(int zone) {
      return new JsonObject()
          .put("zone", zone)
          .put("members", members)
          .put("before", before)
          .put("after", after);
    }
  }

  static JsonObject progress(ChangeProgress progress) {
    Layouts layouts = progress.entry().layouts();
    JsonArray members = new JsonArray();
    progress
        .intakes()
        .forEach(
            (member, intake) ->
                members.add(
                    member(member)
                        .put("partitions", intake.partitions())
                        .put("filled", intake.filled())));
    return entry(progress.entry())
        .put("done", progress.entry().phase() == Phase.DONE)
        .put("members", members)
        .put(
            "leaving",
            array(
                layouts.members().stream()
                    .filter(member -> layouts.isParting(member.node()))
                    .toList(),
                RingDocuments::member))
        .put("givenUp", array(layouts.givenUp(), Seat::number))
        .put("missing", new JsonArray(progress.missing()));
  }

  static JsonObject balance(ChainEntry entry, Balance balance) {
    return entry(entry)
        .put(
            "members",
            array(
                balance.members(),
                load ->
                    member(load.member())
                        .put("partitions", load.partitions())
                        .put("primary", load.primary())
                        .put("wanted", rounded(load.wanted()))
                        .put("deviation", rounded(load.deviation()))))
        .put("maxToMean", rounded(balance.maxToMean()))
        .put("minToMean", rounded(balance.minToMean()))
        .put("mostOfARowInAZone", balance.zoneCap())
        .put("rowsThatCrowdAZone", balance.crowded());
  }

  /** Nobody reads more than three digits behind the point. */
  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }

  private static JsonObject member(Member member) {
    return new JsonObject()
        .put("seat", member.seat().number())
        .put("node", member.node().toString())
        .put("peer", member.peer().toString())
        .put("client", member.client().toString())
        .put("zone", member.zone())
        .put("weight", member.weight());
  }

  private static <T> JsonArray array(Collection<T> items, Function<T, ?> document) {
    JsonArray array = new JsonArray();
    items.forEach(item -> array.add(document.apply(item)));
    return array;
  }
}
