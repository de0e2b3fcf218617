package io.henge.node.storage;

import static io.henge.node.storage.StoreStep.HUGE;
import static io.henge.node.storage.StoreStep.LARGE;
import static io.henge.node.storage.StoreStep.SMALL;
import static io.henge.node.storage.StoreStep.abandon;
import static io.henge.node.storage.StoreStep.damage;
import static io.henge.node.storage.StoreStep.delete;
import static io.henge.node.storage.StoreStep.inline;
import static io.henge.node.storage.StoreStep.nothing;
import static io.henge.node.storage.StoreStep.put;
import static io.henge.node.storage.StoreStep.readDamaged;
import static io.henge.node.storage.StoreStep.refill;
import static io.henge.node.storage.StoreStep.removal;
import static io.henge.node.storage.StoreStep.settle;
import static io.henge.node.storage.StoreStep.sibling;
import static io.henge.node.storage.StoreStep.stage;
import static io.henge.node.storage.StoreStep.sweep;
import static io.henge.node.storage.StoreStep.twoAtOnce;

/** The single operations of a store that are crashed, and made to fail, at every point. */
@SuppressWarnings("ImmutableEnumChecker") // Its steps are functions of nothing but the store.
enum StoreOperation {
  FIRST_PUT_OF_A_LARGE_BODY(nothing(), put(1, HUGE)),
  OVERWRITE_OF_LARGE_BY_LARGE(put(1, LARGE).then(settle()), put(2, HUGE)),
  OVERWRITE_BEFORE_THE_LAST_ONE_IS_SETTLED(put(1, LARGE).then(put(2, HUGE)), put(3, LARGE)),
  OVERWRITE_OF_LARGE_BY_SMALL(put(1, LARGE), put(2, SMALL)),
  OVERWRITE_OF_SMALL_BY_LARGE(put(1, SMALL), put(2, LARGE)),
  OVERWRITE_OF_SMALL_BY_SMALL(put(1, SMALL), put(2, SMALL)),
  FIRST_PUT_OF_A_SMALL_BODY(nothing(), put(1, SMALL)),
  DELETE_OF_A_LARGE_BODY(put(1, LARGE), delete(2)),
  DELETE_OF_A_SMALL_BODY(put(1, SMALL), delete(2)),
  PUT_AFTER_A_DELETE(put(1, LARGE).then(delete(2)), put(3, LARGE)),
  REMOVAL_OF_A_RECORD(put(1, LARGE), removal()),
  ABORT_OF_A_STAGE(put(1, LARGE), stage(2).then(abandon(2))),
  SWEEP_OF_A_STAGE(put(1, LARGE), stage(2).then(sweep())),
  QUARANTINE_OF_A_CORRUPT_FILE(put(1, LARGE).then(settle()), damage().then(readDamaged())),
  REFILL_AFTER_QUARANTINE(put(1, LARGE).then(damage()).then(readDamaged()), refill()),
  REFILL_OF_A_CORRUPT_FILE(put(1, LARGE).then(damage()), refill()),
  REFILL_OF_A_SOUND_FILE(put(1, LARGE), refill()),
  REFILL_INTO_A_FILE_FROM_THE_INDEX(inline(1, LARGE), refill()),
  REFILL_INTO_THE_INDEX_FROM_A_FILE(sibling(1, LARGE), inline(1, LARGE)),
  SIBLING(put(1, LARGE), sibling(2, HUGE)),
  END_OF_SIBLINGS(put(1, LARGE).then(sibling(2, HUGE)), put(3, LARGE)),
  TWO_LARGE_BODIES_IN_ONE_CHANGE(put(1, LARGE), twoAtOnce(2, 3)),
  MARK_FILLED(put(1, LARGE), SimulatedStore::markFilled),
  SETTLE(put(1, LARGE).then(put(2, HUGE)).then(delete(3)), settle()),
  CLOSE(put(1, LARGE).then(put(2, HUGE)).then(stage(9)), store -> store.store().close());

  private final StoreStep preparation;
  private final StoreStep operation;

  StoreOperation(StoreStep preparation, StoreStep operation) {
    this.preparation = preparation;
    this.operation = operation;
  }

  /** What is done before. */
  StoreStep preparation() {
    return preparation;
  }

  StoreStep operation() {
    return operation;
  }
}
