package io.henge.node.coordinator;

import io.henge.node.coordinator.PutRequest.WriteOptions;
import io.henge.node.message.PeerRequest.NewBytes;
import io.henge.node.replica.Draft;
import io.henge.ring.Member;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A DELETE: a write of nothing, by the same steps (rule V4). What nobody has ever seen needs no
 * tombstone.
 */
final class DeleteCoordinator {
  private final Planner planner;
  private final Past past;
  private final WriteSteps steps;

  DeleteCoordinator(Planner planner, Past past, WriteSteps steps) {
    this.planner = planner;
    this.past = past;
    this.steps = steps;
  }

  Future<WriteReceipt> delete(DeleteRequest request) {
    planner.plan(request.key()).acksFor(request.options());
    return past.ofDelete(request.key(), request.options())
        // The owners may have told of a newer entry, with another row or W.
        .compose(found -> write(planner.plan(request.key()), request, found));
  }

  private Future<WriteReceipt> write(Plan plan, DeleteRequest request, Past.Found found) {
    WriteOptions options = request.options();
    WriteSteps.Quorum quorum =
        new WriteSteps.Quorum(
            options.w(), options.sloppy(), found.leftMillis(), request.abandoned());
    if (found.answered().isPresent()) {
      return steps.answerAgain(plan, found.answered().get(), quorum);
    }
    if (found.context().isEmpty()) {
      return Future.succeededFuture(nothing(plan));
    }
    Draft tombstone = found.draft(options, OptionalLong.empty(), Optional.empty());
    return steps.write(plan, tombstone, everywhere(plan), quorum, found.isSure());
  }

  private static WriteSteps.Placed everywhere(Plan plan) {
    Map<Member, NewBytes> at = new LinkedHashMap<>();
    plan.remotes().forEach(other -> at.put(other, new NewBytes.None()));
    return new WriteSteps.Placed(new NewBytes.None(), at, List.of());
  }

  private static WriteReceipt nothing(Plan plan) {
    return new WriteReceipt(
        Optional.empty(),
        "",
        OptionalInt.empty(),
        OptionalLong.empty(),
        plan.owners(),
        plan.owners(),
        0,
        false,
        plan.chain().number());
  }
}
