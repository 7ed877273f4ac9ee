// SPDX-License-Identifier: Apache-2.0
/**
 * What clients ask and hear: one record per body of the client protocol, fields in wire order.
 *
 * <p>Door: {@link io.paddock.protocol.client.ConnectRequest}, {@link io.paddock.protocol.client.MultiOp}, the records. Sees jute. No
 * state, no thread. Invariant: decoding is bounded by the frame, whatever it says of itself.
 */
package io.paddock.protocol.client;
