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

  private final CurrentChain chain = new CurrentChain();
  private final ChainAdmission admission = new ChainAdmission(chain);

  @Test
  void before_the_founding_everybody_with_the_secret_is_admitted() {
    assertThat(admission.refuse(hello(7, 7))).isEmpty();
  }

  @Test
  void after_it_only_members_on_the_data_directory_they_were_admitted_with_are() {
    Member member =
        new Member(new Seat(0), new NodeId(1), new Incarnation(2), SOMEWHERE, SOMEWHERE, 0, 1);
    chain.advance(ChainEntry.founding(List.of(member), 16, 3));
    assertThat(admission.refuse(hello(1, 2))).isEmpty();
    assertThat(admission.refuse(hello(1, 3))).contains("another incarnation");
    assertThat(admission.refuse(hello(3, 2))).contains("not a member");
  }

  private static Hello hello(long node, long incarnation) {
    return new Hello(
        Hello.Role.CALLS,
        Buffer.buffer(new byte[16]),
        new NodeId(node),
        new Incarnation(incarnation),
        "");
  }
}
