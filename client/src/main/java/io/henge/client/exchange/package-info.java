/**
 * One request to one node: a {@link io.henge.client.exchange.Call} is sent by {@link
 * io.henge.client.exchange.Transport}, is an {@link io.henge.client.exchange.Exchange} while it is
 * on its way, and ends with an {@link io.henge.client.exchange.Answer} or a {@link
 * io.henge.client.exchange.CallFailure}. {@link io.henge.client.exchange.Upload} is its body.
 */
package io.henge.client.exchange;
