package io.henge.chaos.machine;

import static io.henge.chaos.machine.Networks.HARNESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.henge.chaos.Reduced;
import io.henge.chaos.machine.PacketFaults.Fault;
import io.henge.chaos.machine.Relay.Way;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is done between two nodes has its effect, in the one direction that is meant, and its end.
 */
class NetworksIT {
  private static final int NODES = 5;

  private static Networks networks;
  private EchoServer server;
  private Caller caller;

  @BeforeAll
  static void make() {
    assumeFalse(Reduced.isNetworkless("NetworksIT"), "REDUCED");
    networks = Networks.make(NODES);
  }

  @AfterAll
  static void remove() {
    if (networks != null) {
      networks.close();
    }
  }

  /** Node 1 has a connection to node 2. */
  @BeforeEach
  void connect() throws IOException {
    server = EchoServer.at(networks, 2);
    caller = Caller.from(networks, 1, server.address());
    assertThat(caller.isEchoed((byte) 1)).isTrue();
  }

  @AfterEach
  void heal() throws IOException {
    networks.heal();
    caller.close();
    server.close();
  }

  @Test
  void what_is_blocked_vanishes_and_comes_when_it_is_healed() throws IOException {
    networks.block(1, 2, Ports.ALL);
    assertThat(caller.send(new byte[10]).hearsNothing()).isTrue();
    assertThat(server.received()).isEqualTo(1);
    assertThat(Caller.isUnanswered(networks, 1, server.address())).isTrue();
    assertThat(Caller.isUnanswered(networks, 3, server.address())).isFalse();
    assertThat(Caller.isUnanswered(server.address())).isFalse();
    networks.unblock(1, 2, Ports.ALL);
    assertThat(caller.receive(10)).hasSize(10);
    assertThat(Caller.isUnanswered(networks, 1, server.address())).isFalse();
  }

  @Test
  void a_request_arrives_whose_answer_is_blocked() throws IOException {
    networks.block(2, 1, Ports.one(server.port()));
    caller.send(new byte[10]);
    await().until(() -> server.received() == 11);
    assertThat(caller.hearsNothing()).isTrue();
    networks.heal();
    assertThat(caller.receive(10)).hasSize(10);
  }

  @Test
  void other_ports_are_not_concerned() throws IOException {
    networks.block(Grudge.isolate(2, NODES), new Ports(1, 1023));
    assertThat(caller.isEchoed((byte) 2)).isTrue();
  }

  @Test
  void clients_are_blocked_in_either_direction_and_nodes_are_not() throws IOException {
    Ports port = Ports.one(server.port());
    try (Caller client = Caller.to(server.address())) {
      networks.block(HARNESS, 2, port);
      assertThat(client.send(new byte[10]).hearsNothing()).isTrue();
      assertThat(server.received()).isEqualTo(1);
      assertThat(Caller.isUnanswered(server.address())).isTrue();
      networks.heal();
      assertThat(client.receive(10)).hasSize(10);
      networks.block(2, HARNESS, port);
      client.send(new byte[10]);
      await().until(() -> server.received() == 21);
      assertThat(client.hearsNothing()).isTrue();
      assertThat(caller.isEchoed((byte) 2)).isTrue();
      networks.heal();
      assertThat(client.receive(10)).hasSize(10);
    }
  }

  @Test
  void what_two_have_blocked_is_blocked_until_both_unblock_it() throws IOException {
    networks.block(1, 2, Ports.ALL);
    networks.block(Grudge.isolate(1, NODES), Ports.ALL);
    networks.unblock(Grudge.isolate(1, NODES), Ports.ALL);
    assertThat(Caller.isUnanswered(networks, 1, server.address())).isTrue();
    networks.unblock(1, 2, Ports.ALL);
    assertThat(Caller.isUnanswered(networks, 1, server.address())).isFalse();
    assertThatThrownBy(() -> networks.unblock(1, 2, Ports.ALL))
        .isInstanceOf(IllegalStateException.class);
  }

  /** Each end takes away what it had put there, and nothing that looks like it. */
  @Test
  void ports_are_blocked_until_they_are_unblocked_whatever_else_comes_and_goes()
      throws IOException {
    Ports port = Ports.one(server.port());
    Ports others = new Ports(1, 1023);
    networks.block(1, 2, port);
    networks.block(1, 2, others);
    networks.block(1, 2, Ports.ALL);
    networks.unblock(1, 2, Ports.ALL);
    assertThat(Caller.isUnanswered(networks, 1, server.address())).isTrue();
    networks.unblock(1, 2, others);
    assertThat(Caller.isUnanswered(networks, 1, server.address())).isTrue();
    networks.unblock(1, 2, port);
    assertThat(Caller.isUnanswered(networks, 1, server.address())).isFalse();
  }

  @Test
  void a_grudge_of_all_against_all_is_quick() {
    Set<Direction> all = new LinkedHashSet<>();
    for (int node = 1; node <= NODES; node++) {
      all.addAll(Grudge.isolate(node, NODES));
    }
    long begin = System.nanoTime();
    networks.block(all, new Ports(7000, 7100));
    long blocked = System.nanoTime();
    networks.heal();
    System.out.printf(
        "NetworksIT: %d directions blocked in %d ms, healed in %d ms%n",
        all.size(), (blocked - begin) / 1_000_000, (System.nanoTime() - blocked) / 1_000_000);
  }

  @Test
  void packets_are_lost_and_connections_reset() throws IOException {
    assumeFalse(Reduced.is("NetworksIT, loss", PacketFaults.refusal(networks)), "REDUCED");
    PacketFaults faults = new PacketFaults(networks);
    Fault loss = faults.lose(new Direction(1, 2), Ports.ALL, 100);
    assertThat(caller.send(new byte[10]).hearsNothing()).isTrue();
    assertThat(server.received()).isEqualTo(1);
    loss.close();
    assertThat(caller.receive(10)).hasSize(10);
    Fault some = faults.lose(new Direction(1, 2), Ports.ALL, 20);
    assertThat(caller.isEchoed(new byte[10_000])).isTrue();
    some.close();
    Fault reset = faults.reset(new Direction(1, 2), Ports.one(server.port()), 100);
    caller.send(new byte[10]);
    assertThatThrownBy(() -> caller.receive(10)).isInstanceOf(SocketException.class);
    assertThatThrownBy(() -> Caller.from(networks, 1, server.address()))
        .isInstanceOf(ConnectException.class);
    reset.close();
    assertThat(Caller.isUnanswered(networks, 1, server.address())).isFalse();
  }

  @Test
  void packets_of_relays_are_lost_and_their_connections_reset() throws IOException {
    assumeFalse(Reduced.is("NetworksIT, relays", Relays.refusal(networks)), "REDUCED");
    assumeFalse(Reduced.is("NetworksIT, loss", PacketFaults.refusal(networks)), "REDUCED");
    PacketFaults faults = new PacketFaults(networks);
    try (Relays relays = new Relays(networks)) {
      relays.put(1, 2, server.port());
      try (Caller relayed = Caller.from(networks, 1, server.address());
          Caller direct = Caller.from(networks, 3, server.address())) {
        assertThat(relayed.isEchoed((byte) 1)).isTrue();
        Fault loss = faults.loseRelayed(2, 100);
        assertThat(relayed.send(new byte[10]).hearsNothing()).isTrue();
        assertThat(direct.isEchoed((byte) 2)).isTrue();
        loss.close();
        assertThat(relayed.receive(10)).hasSize(10);
        Fault reset = faults.resetRelayed(2, 100);
        relayed.send(new byte[10]);
        assertThatThrownBy(() -> relayed.receive(10)).isInstanceOf(SocketException.class);
        assertThat(direct.isEchoed((byte) 3)).isTrue();
        reset.close();
      }
    }
  }

  @Test
  void a_relay_comes_between_and_goes() throws IOException {
    assumeFalse(Reduced.is("NetworksIT, relays", Relays.refusal(networks)), "REDUCED");
    try (Relays relays = new Relays(networks)) {
      Relays.Between between = relays.put(1, 2, server.port());
      Relay relay = between.relay();
      assertThatThrownBy(() -> caller.receive(1)).isInstanceOf(SocketException.class);
      try (Caller relayed = Caller.from(networks, 1, server.address());
          Caller direct = Caller.from(networks, 3, server.address())) {
        relay.set(Way.THERE, new Toxic.Corruption(1));
        assertThat(relayed.send(new byte[1]).receive(1)).isEqualTo(new byte[] {1});
        assertThat(direct.isEchoed((byte) 0)).isTrue();
        relay.clear();
        networks.block(2, 1, Ports.ALL);
        assertThat(relayed.send(new byte[5]).hearsNothing()).as("blocked all the same").isTrue();
        networks.heal();
        assertThat(relayed.receive(5)).hasSize(5);
        between.close();
        assertThatThrownBy(() -> relayed.receive(1)).isInstanceOf(SocketException.class);
      }
    }
    try (Caller direct = Caller.from(networks, 1, server.address())) {
      assertThat(direct.isEchoed((byte) 3)).isTrue();
    }
  }
}
