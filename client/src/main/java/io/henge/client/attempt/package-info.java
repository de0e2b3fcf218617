/**
 * Requests, made of as many attempts as it takes: {@link io.henge.client.attempt.Download}, {@link
 * io.henge.client.attempt.FileDownload}, {@link io.henge.client.attempt.HeadRequest} and {@link
 * io.henge.client.attempt.Write}. {@code ReadRace} asks several nodes for one answer; {@link
 * io.henge.client.attempt.Budget} bounds how often; {@link io.henge.client.attempt.RingRefresh}
 * keeps the ring up to date by what the answers say.
 */
package io.henge.client.attempt;
