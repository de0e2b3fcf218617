package io.henge.node.coordinator;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.failure.BlobFailure;
import io.henge.node.port.Bodies;
import io.henge.node.port.Clock;
import io.henge.node.port.Entropy;
import io.henge.node.port.Liveness;
import io.henge.node.replica.Replicas;
import io.henge.node.storage.BlobStore;
import io.vertx.core.Future;
import java.util.function.Supplier;

/**
 * The coordinator of an owner, or of a node that stands in because none can be reached, for the
 * keys of one event loop: puts the steps together.
 */
public final class OwnerCoordinator implements Coordinator {
  private final PutCoordinator puts;
  private final GetCoordinator gets;
  private final DeleteCoordinator deletes;
  private final CatchUp catchUp;
  private final Survey survey;
  private final ListCoordinator lists;
  private final SmallRequests small;
  private final Planner planner;
  private final CoordinatorEvents events;

  /**
   * What the coordinator reaches the world through.
   *
   * @param liveness who has fallen silent
   * @param events is told what happens beside the answers
   */
  public record World(
      Clock clock,
      Entropy entropy,
      BlobStore store,
      Bodies bodies,
      Liveness liveness,
      CoordinatorEvents events) {}

  public OwnerCoordinator(Planner planner, Replicas replicas, ContextTokens tokens, World world) {
    this.planner = planner;
    this.events = world.events();
    HedgeBudget budget = new HedgeBudget();
    Heads heads = new Heads(replicas::at, world.clock(), hedging(world, budget));
    BodyOpening opening = new BodyOpening(world.bodies(), world.clock(), hedging(world, budget));
    ReadRepair repair = new ReadRepair(replicas, world.clock(), world.events());
    StandInHeads standIns = new StandInHeads(replicas::at, world.clock());
    Past past = new Past(heads, standIns, planner, replicas.local()::object, tokens, world.clock());
    catchUp =
        new CatchUp(replicas::offerIfHeld, planner::isOwner, world.clock(), world.events()::owed);
    WriteBack writeBack = new WriteBack(replicas, planner, world.clock());
    small = new SmallRequests(world.clock(), world.events());
    Commits commits = new Commits(replicas, planner, world.clock(), catchUp);
    WriteSteps steps =
        new WriteSteps(
            new WriteSteps.Copies(replicas, commits, writeBack),
            tokens,
            world.clock(),
            new WriteSteps.Told(small, world.events()));
    puts = new PutCoordinator(planner, past, world.bodies(), world.entropy(), steps);
    deletes = new DeleteCoordinator(planner, past, steps);
    lists = new ListCoordinator(planner.chain(), replicas::keys, world.clock());
    survey = new Survey(planner.chain(), world.liveness(), replicas::at, world.clock());
    gets =
        new GetCoordinator(
            planner,
            new Lookup(heads, standIns, writeBack, repair, world.clock()),
            world.store(),
            opening,
            tokens,
            world.clock());
  }

  private static Hedging hedging(World world, HedgeBudget budget) {
    return new Hedging(world.clock(), world.liveness(), budget, world.events());
  }

  @Override
  public Future<WriteReceipt> put(PutRequest request) {
    return guarded(request.key(), () -> puts.put(request));
  }

  @Override
  public Future<GetAnswer> get(GetRequest request) {
    return small.read(() -> guarded(request.key(), () -> gets.get(request)));
  }

  @Override
  public Future<SiblingsAnswer> siblings(SiblingsRequest request) {
    return guarded(request.key(), () -> gets.siblings(request));
  }

  @Override
  public Future<WriteReceipt> delete(DeleteRequest request) {
    return guarded(request.key(), () -> deletes.delete(request));
  }

  @Override
  public Future<ListAnswer> list(ListRequest request) {
    try {
      return lists.list(request);
    } catch (BlobFailure failure) {
      return Future.failedFuture(failure);
    }
  }

  @Override
  public Future<SurveyAnswer> survey(PartitionedKey key) {
    return survey.of(key);
  }

  /** How many keys are owed to owners that missed a write. */
  public int owed() {
    return catchUp.owed();
  }

  /** Plans and quorum sizes that are impossible are thrown; callers get them as any failure. */
  private <T> Future<T> guarded(PartitionedKey key, Supplier<Future<T>> step) {
    try {
      if (!planner.owns(key)) {
        events.stoodIn();
      }
      return step.get();
    } catch (BlobFailure failure) {
      return Future.failedFuture(failure);
    }
  }
}
