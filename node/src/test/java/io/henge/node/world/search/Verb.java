package io.henge.node.world.search;

/** What a {@link Step} does: requests of clients first, then faults and their ends. */
enum Verb {
  PUT(26),
  PUT_WITH_CONTEXT(14),
  PUT_IF_ABSENT(4),
  PUT_IF_MATCH(4),
  PUT_RETRIED(9),
  PUT_OF_A_LEAVING_CLIENT(3),
  PUT_WITH_A_CONTEXT_OF_ANOTHER_KEY(1),
  MERGE(5),
  DELETE(5),
  DELETE_WITH_CONTEXT(4),
  GET(18),
  GET_RANGE(3),
  GET_FROM_ONE(2),
  GET_SLOPPILY(3),
  GET_AND_REPAIR(2),
  GET_VERSION(2),
  LIST_SIBLINGS(8),
  LIST_KEYS(5),

  CRASH(7),
  START(14),
  STOP(2),
  PAUSE(4),
  RESUME(8),
  CRASH_ALL(1),
  LOSE_INDEX(1),
  REMEMBER_INDEX(2),
  FALL_BACK(2),
  UNFILL(1),
  LOSE_DISK(1),
  REPLACE(5),
  CUT(5),
  ISOLATE(3),
  SPLIT(2),
  MEND(6),
  CHANGE_CHAIN(3),
  CHANGE_RING(24),
  ABORT_CHANGE(2),
  RECYCLE(8),
  LOSSY(4),
  DELAY(4),
  CLOCK(3),
  SUSPECT(4),
  TRUST(3),
  FAIL_DISK(3),
  FILL_DISK(2),
  SLOW_DISK(3),
  HEAL_DISK(5),
  DAMAGE(3),
  REFUSE_BODIES(2),
  TAKE_BODIES(2),
  REFUSE_HINTS(2),
  TAKE_HINTS(2);

  private final int weight;

  Verb(int weight) {
    this.weight = weight;
  }

  /** How often it is drawn, among the requests or among the faults. */
  int weight() {
    return weight;
  }

  boolean isRequest() {
    return compareTo(CRASH) < 0;
  }
}
