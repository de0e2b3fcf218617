/**
 * The ways of bodies through this node, beside the protocol core.
 *
 * <ul>
 *   <li>{@link io.henge.node.body.BodySource}: a client's body, as the HTTP side offers it.
 *   <li>{@link io.henge.node.body.BodySpreader}: the ways of bodies in production; read this first.
 *   <li>{@link io.henge.node.body.SpreadSettings}: their bounds.
 *   <li>{@link io.henge.node.body.Reception}: one client's body on its way to its stages.
 *   <li>{@link io.henge.node.body.StageSink}, {@link io.henge.node.body.StageOpener}, {@link
 *       io.henge.node.body.NoSink}: the stages, here and at peers.
 *   <li>{@link io.henge.node.body.RemoteBody}: a peer's body as a stream. {@link
 *       io.henge.node.body.ExpectedBody}: what it must be.
 *   <li>{@link io.henge.node.body.Fetch}: a peer's body on its way into a stage.
 * </ul>
 */
package io.henge.node.body;
