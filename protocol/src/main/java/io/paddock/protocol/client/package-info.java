// SPDX-License-Identifier: Apache-2.0
/**
 * The client protocol: one record for each request or reply body, fields in wire order.
 *
 * <p>Door: {@link ConnectRequest}, {@link MultiOp}, the records.
 * Sees: protocol, protocol.jute.
 * No state, no threads. Invariant: the frame bounds what a decoder takes, whatever lengths the frame states.
 */
package io.paddock.protocol.client;
