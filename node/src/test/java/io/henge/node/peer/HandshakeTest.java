package io.henge.node.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.henge.node.membership.Identity;
import io.henge.ring.Incarnation;
import io.henge.ring.NodeId;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HandshakeTest {
  private static final String ONE = "1".repeat(64);
  private static final String TWO = "2".repeat(64);

  private static final LocalPeer A = peer(1, "secret", "", hello -> Optional.empty());
  private static final LocalPeer B = peer(2, "secret", "", hello -> Optional.empty());

  private static LocalPeer peer(long id, String secret, String founding, PeerAdmission admission) {
    return new LocalPeer(
        new Identity(new NodeId(id), new Incarnation(10 + id)),
        () -> founding,
        PeerKey.ofSecret(secret.getBytes(StandardCharsets.UTF_8)),
        admission);
  }

  private static Hello shake(LocalPeer client, LocalPeer server, Optional<NodeId> expected) {
    ClientHandshake ours = new ClientHandshake(client, Hello.Role.CALLS, expected);
    ServerHandshake theirs = new ServerHandshake(server, ours.hello());
    return theirs.admit(ours.prove(theirs.challenge()));
  }

  private static void assertRefused(String name, Runnable handshake) {
    assertThatThrownBy(handshake::run).isInstanceOf(HandshakeRefused.class).hasMessage(name);
  }

  @Test
  void the_server_learns_who_the_client_is() {
    Hello client = shake(A, B, Optional.of(new NodeId(2)));
    assertThat(client.node()).isEqualTo(new NodeId(1));
    assertThat(client.incarnation()).isEqualTo(new Incarnation(11));
    assertThat(client.role()).isEqualTo(Hello.Role.CALLS);
  }

  @Test
  void the_client_notices_a_server_with_another_secret_before_it_proves_anything() {
    LocalPeer stranger = peer(2, "another", "", hello -> Optional.empty());
    assertRefused("wrong secret", () -> shake(A, stranger, Optional.empty()));
  }

  @Test
  void the_server_refuses_a_client_with_another_secret() {
    ClientHandshake ours = new ClientHandshake(A, Hello.Role.CALLS, Optional.empty());
    ServerHandshake theirs = new ServerHandshake(B, ours.hello());
    Buffer proof = ours.prove(theirs.challenge());
    proof.setByte(0, (byte) (proof.getByte(0) ^ 1));
    assertRefused("wrong secret", () -> theirs.admit(proof));
    assertRefused("wrong secret", () -> theirs.admit(Buffer.buffer()));
  }

  @Test
  void a_challenge_that_was_changed_on_the_way_does_not_pass() {
    for (int at = 0; at < 100; at++) {
      ClientHandshake ours = new ClientHandshake(A, Hello.Role.CALLS, Optional.empty());
      Buffer challenge = new ServerHandshake(B, ours.hello()).challenge();
      int flipped = at % challenge.length();
      challenge.setByte(flipped, (byte) (challenge.getByte(flipped) ^ 4));
      assertThatThrownBy(() -> ours.prove(challenge))
          .as("byte %d", flipped)
          .isInstanceOf(RuntimeException.class);
    }
  }

  @Test
  void the_servers_proof_does_not_pass_for_the_clients() {
    ClientHandshake ours = new ClientHandshake(A, Hello.Role.CALLS, Optional.empty());
    ServerHandshake theirs = new ServerHandshake(B, ours.hello());
    Buffer challenge = theirs.challenge();
    Buffer mirrored = challenge.slice(challenge.length() - PeerKey.PROOF_BYTES, challenge.length());
    assertRefused("wrong secret", () -> theirs.admit(mirrored));
  }

  @Test
  void nonces_are_fresh() {
    assertThat(A.hello(Hello.Role.CALLS).nonce()).isNotEqualTo(A.hello(Hello.Role.CALLS).nonce());
  }

  @Test
  void two_foundings_do_not_talk_but_one_that_knows_none_yet_talks_to_both() {
    LocalPeer one = peer(1, "secret", ONE, hello -> Optional.empty());
    LocalPeer two = peer(2, "secret", TWO, hello -> Optional.empty());
    assertRefused("another founding", () -> shake(one, two, Optional.empty()));
    assertThat(shake(A, two, Optional.empty()).foundingDigest()).isEmpty();
    assertThat(shake(one, B, Optional.empty()).foundingDigest()).isEqualTo(ONE);
  }

  @Test
  void either_side_may_refuse_who_is_not_admitted() {
    LocalPeer strict = peer(3, "secret", "", hello -> Optional.of("not a member"));
    assertRefused("not a member", () -> shake(A, strict, Optional.empty()));
    assertRefused("not a member", () -> shake(strict, A, Optional.empty()));
  }

  @Test
  void another_node_than_the_expected_one_is_refused() {
    assertRefused("another node", () -> shake(A, B, Optional.of(new NodeId(3))));
  }

  @Test
  void another_version_of_the_protocol_is_refused_by_its_name() {
    Buffer hello = new ClientHandshake(A, Hello.Role.CALLS, Optional.empty()).hello();
    hello.setByte(4, (byte) 2);
    assertRefused("another protocol version", () -> new ServerHandshake(B, hello));
  }
}
