package io.henge.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.henge.ring.Balance.Load;
import java.util.List;
import org.junit.jupiter.api.Test;

class BalanceTest {
  private static Layout founded(List<Member> members) {
    return ChainEntry.founding(members, 64, 3).layout();
  }

  @Test
  void all_partitions_are_counted_and_the_shares_add_up() {
    Balance balance = Balance.of(founded(Members.equal(5, 5)));
    assertThat(balance.members().stream().mapToInt(Load::partitions).sum()).isEqualTo(3 * 64);
    assertThat(balance.members().stream().mapToInt(Load::primary).sum()).isEqualTo(64);
    assertThat(balance.members().stream().mapToDouble(Load::wanted).sum())
        .isCloseTo(3 * 64, within(1e-9));
    assertThat(balance.members())
        .allSatisfy(load -> assertThat(load.deviation()).isBetween(-1.0, 1.0));
    assertThat(balance.maxToMean()).isBetween(1.0, 1.05);
    assertThat(balance.minToMean()).isBetween(0.95, 1.0);
    assertThat(balance.crowded()).isZero();
  }

  @Test
  void a_heavier_member_is_wanted_to_hold_more_and_that_is_no_imbalance() {
    Balance balance =
        Balance.of(
            founded(
                List.of(
                    Members.member(0, 0, 2),
                    Members.member(1, 1, 1),
                    Members.member(2, 2, 1),
                    Members.member(3, 3, 1),
                    Members.member(4, 4, 1))));
    assertThat(balance.members().get(0).wanted()).isCloseTo(64, within(1e-9));
    assertThat(balance.members().get(1).wanted()).isCloseTo(32, within(1e-9));
    assertThat(balance.maxToMean()).isCloseTo(1, within(0.01));
  }

  @Test
  void rows_that_crowd_a_zone_are_counted() {
    List<Member> members = Members.equal(4, 4);
    Layout apart = founded(members);
    List<Member> moved =
        members.stream().map(m -> m.seat().number() < 2 ? m.withShare(9, 1) : m).toList();
    Layout crowded = new Layout(moved, apart.partitions(), 3, apart.table(), LayoutAge.FOUNDING);
    assertThat(Balance.of(apart).crowded()).isZero();
    assertThat(Balance.of(crowded).zoneCap()).isEqualTo(1);
    assertThat(Balance.of(crowded).crowded()).isPositive();
  }
}
