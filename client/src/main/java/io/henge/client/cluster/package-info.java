/**
 * What the client knows of the cluster: {@link io.henge.client.cluster.RingView} is whom to ask for
 * a key, {@link io.henge.client.cluster.Nodes} who answers.
 */
package io.henge.client.cluster;
