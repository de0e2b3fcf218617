package io.henge.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Stores that do not keep the contract are found out by what their clients hear. */
class FlawsTest {
  private static final int HISTORIES = 200;

  private static void assertFound(Flaw flaw, Invariant... invariants) {
    Set<Invariant> found = EnumSet.noneOf(Invariant.class);
    for (long seed = 0; seed < HISTORIES; seed++) {
      ReferenceWorld.Told told = ReferenceWorld.of(seed, flaw);
      Replay.of(told.history(), told.terms()).forEach(finding -> found.add(finding.invariant()));
    }
    assertThat(found).as("%s", flaw).contains(invariants);
  }

  @Test
  void reads_of_one_owner_are_stale() {
    assertFound(Flaw.A_READ_ASKS_ONE_OWNER, Invariant.L, Invariant.Z, Invariant.H, Invariant.U);
  }

  @Test
  void acks_without_copies_are_losses() {
    assertFound(Flaw.AN_ACK_IS_NO_COPY, Invariant.L, Invariant.H, Invariant.D);
  }

  @Test
  void a_blind_write_that_misses_its_past_leaves_it_beside_it() {
    assertFound(Flaw.A_BLIND_WRITE_ASKS_ONE_OWNER, Invariant.S, Invariant.L);
  }

  @Test
  void a_context_that_covers_too_much_loses_updates() {
    assertFound(Flaw.A_CONTEXT_COVERS_WHAT_IT_HAS_NOT_SEEN, Invariant.U, Invariant.H);
  }

  @Test
  void a_context_that_covers_too_little_brings_back_what_was_replaced() {
    assertFound(Flaw.A_CONTEXT_FORGETS, Invariant.S, Invariant.L);
  }

  @Test
  void what_was_deleted_comes_back_without_its_tombstone() {
    assertFound(Flaw.TOMBSTONES_ARE_DROPPED, Invariant.Z);
  }

  @Test
  void what_is_not_handed_over_is_lost() {
    assertFound(Flaw.STAND_INS_KEEP_WHAT_THEY_HAVE, Invariant.D, Invariant.L);
  }

  @Test
  void a_dropped_sibling_is_a_lost_update() {
    assertFound(Flaw.SIBLINGS_ARE_DROPPED, Invariant.U);
  }

  @Test
  void an_effect_of_a_refused_write_is_seen() {
    assertFound(Flaw.A_REFUSED_WRITE_HAS_AN_EFFECT, Invariant.H);
  }
}
