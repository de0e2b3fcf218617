package io.henge.client.attempt;

import io.henge.client.ClientEvents;
import io.henge.client.cluster.RingView;
import io.henge.client.exchange.Transport;
import io.vertx.core.Vertx;
import java.util.Set;
import java.util.concurrent.Executor;

/** What all requests of a client share. */
public record Around(
    Vertx vertx,
    Executor blocking,
    Transport transport,
    RingView ring,
    RingRefresh refresh,
    Limits limits,
    Budget retries,
    Budget hedges,
    Latencies latencies,
    Set<Live> live,
    ClientEvents events) {}
