package io.henge.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.LogLines;
import io.henge.node.http.OwnerRouting.Route;
import io.henge.ring.Member;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** An owner without room for a body, which it says before it is sent one. */
class FullOwnerTest {
  private final LogLines vertx = new LogLines("io.vertx");
  private final StrangeOwners strange = new StrangeOwners();
  private Listeners owner;
  private Listeners proxy;
  private RawClient client;

  @BeforeEach
  void start() throws IOException {
    owner = new Listeners(Listeners.PATIENT);
    proxy = new Listeners(Listeners.PATIENT);
    Member full = strange.of(1, FullOwnerTest::refuse);
    proxy.routing = key -> new Route.Elsewhere(List.of(full, Listeners.member(2, owner.port())));
    client = proxy.connect();
  }

  @AfterEach
  void stop() throws IOException {
    vertx.close();
    client.close();
    proxy.close();
    owner.close();
    strange.close();
  }

  /** Its answer has a body, of which only a part comes. */
  private static void refuse(Socket socket) throws IOException {
    assertThat(socket.getInputStream().read()).isPositive();
    socket
        .getOutputStream()
        .write(
            "HTTP/1.1 507 Insufficient Storage\r\nContent-Length: 100\r\n\r\n{"
                .getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void it_is_passed_over_and_nothing_is_said_of_an_error() throws IOException {
    assertThat(client.put("/k", "hello").status()).isEqualTo(201);
    assertThat(owner.coordinator.bytes("k").orElseThrow().toString()).isEqualTo("hello");
    assertThat(vertx.errors()).isEmpty();
    LoggerFactory.getLogger("io.vertx.core.http").error("heard");
    assertThat(vertx.errors()).containsExactly("heard");
  }
}
