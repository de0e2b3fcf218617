package io.henge.node.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.membership.CurrentChain;
import io.henge.ring.Address;
import io.henge.ring.ChainEntry;
import io.henge.ring.Incarnation;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import io.henge.ring.Seat;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChainAdmissionTest {
  private static final Address SOMEWHERE = new Address("127.0.0.1", 7501);

  private static final Member MEMBER =
      new Member(new Seat(0), new NodeId(1), new Incarnation(2), SOMEWHERE, SOMEWHERE, 0, 1);

  private final CurrentChain chain = new CurrentChain();
  private final ChainAdmission admission = new ChainAdmission(chain);

  @Test
  void before_the_founding_everybody_with_the_secret_is_admitted() {
    assertThat(admission.refuse(hello(7, 7))).isEmpty();
  }

  @Test
  void after_it_only_members_on_the_data_directory_they_were_admitted_with_are() {
    chain.advance(ChainEntry.founding(List.of(MEMBER), 16, 3));
    assertThat(admission.refuse(hello(1, 2))).isEmpty();
    assertThat(admission.refuse(hello(1, 3))).contains("another incarnation");
    assertThat(admission.isGuest(hello(1, 2))).isFalse();
  }

  @Test
  void who_never_was_a_member_is_a_guest_and_gets_no_bodies() {
    assertThat(admission.isGuest(hello(3, 2))).isFalse();
    chain.advance(ChainEntry.founding(List.of(MEMBER), 16, 3));
    assertThat(admission.refuse(hello(3, 2))).isEmpty();
    assertThat(admission.isGuest(hello(3, 2))).isTrue();
    assertThat(admission.refuse(hello(Hello.Role.SERVER, 3, 2))).isEmpty();
    assertThat(admission.refuse(hello(Hello.Role.BODIES, 3, 2))).contains("not a member");
    assertThat(admission.refuse(hello(Hello.Role.BODIES, 1, 2))).isEmpty();
  }

  @Test
  void a_newcomer_is_admitted_once_it_is_named_and_the_former_member_is_refused() {
    ChainEntry founding = ChainEntry.founding(List.of(MEMBER), 16, 3);
    chain.advance(founding);
    chain.advance(
        founding.withReplacement(
            new Seat(0),
            new Member(
                new Seat(0), new NodeId(3), new Incarnation(4), SOMEWHERE, SOMEWHERE, 0, 1)));
    for (Hello.Role role : Hello.Role.values()) {
      assertThat(admission.refuse(hello(role, 3, 4))).isEmpty();
      assertThat(admission.refuse(hello(role, 3, 5))).contains("another incarnation");
      assertThat(admission.refuse(hello(role, 1, 2))).contains("retired");
    }
    assertThat(admission.isGuest(hello(3, 4))).isFalse();
  }

  private static Hello hello(long node, long incarnation) {
    return hello(Hello.Role.CALLS, node, incarnation);
  }

  private static Hello hello(Hello.Role role, long node, long incarnation) {
    return new Hello(
        role, Buffer.buffer(new byte[16]), new NodeId(node), new Incarnation(incarnation), "");
  }
}
