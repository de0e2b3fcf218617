/** The Java client of Henge that knows the ring. Micrometer is needed for its binding alone. */
module io.henge.client {
  exports io.henge.client;
  exports io.henge.client.micrometer;

  requires io.henge.ring;
  requires transitive io.vertx.core;
  requires static micrometer.core;
}
