/**
 * The listeners that clients and operators talk to.
 *
 * <p>A request's way, in reading order:
 *
 * <ul>
 *   <li>{@link io.henge.node.http.ClientListener}: the port for clients, on every event loop.
 *   <li>{@link io.henge.node.http.AdminListener}: the port for operators.
 *   <li>{@link io.henge.node.http.HttpServices}: what stands behind them.
 *   <li>{@link io.henge.node.http.HttpLimits}, {@link io.henge.node.http.ClientPatience}: bounds.
 *   <li>{@code ListenerSetup}: how a listener is set up.
 *   <li>{@code SlowClientGuard}, {@code Deadline}: what slow and hostile connections meet.
 *   <li>{@code StrictHttp}, {@code InvalidRequests}: what is not well-formed HTTP.
 *   <li>{@code BlobRoutes}, {@code RequestTarget}: keys and system paths, told apart.
 *   <li>{@code Exchange}: one request and its answer.
 *   <li>{@code RequestIds}, {@code RequestSlots}: its name, and its place among the others.
 *   <li>{@code PutHandler}, {@code GetHandler}, {@code DeleteHandler}: the three verbs; {@code
 *       SiblingsHandler}: the list of versions.
 *   <li>{@code ListHandler}: pages of keys.
 *   <li>{@code QueryOptions}, {@code ConditionParser}, {@code RangeParser}, {@code Attributes},
 *       {@code ExpiryParser}, {@code HttpDates}: what their parameters and headers say.
 *   <li>{@code HttpBody}, {@code BodyChecks}, {@code TrailingSum}: a body that arrives.
 *   <li>{@code BodySender}, {@code AnswerPump}: a body that is sent.
 *   <li>{@link io.henge.node.http.OwnerRouting}: which node works on a key.
 *   <li>{@code OwnerProxy}, {@code ProxiedRequest}, {@code EndToEndHeaders}: passing it on there;
 *       {@code OwnersSums}: what it announces.
 *   <li>{@code SystemRoutes}, {@link io.henge.node.http.Health}: the paths that are no keys.
 *   <li>{@code ErrorResponses}: how failures look.
 *   <li>{@code AccessLog}, {@code LogText}, {@code HttpMeters}: what is left to see afterwards.
 *   <li>{@link io.henge.node.http.ScrubDesk} and {@code ScrubRoutes}: the scrub, for operators.
 *   <li>{@link io.henge.node.http.RingDesk}, {@code RingRoutes}, {@code RingDocuments}: changes of
 *       the ring, for operators; {@code RequestFields} is what they ask for.
 *   <li>{@code RingDrawing}: the ring as a drawing, of {@code RingSectors}, by {@code SvgWriter}.
 * </ul>
 */
package io.henge.node.http;
