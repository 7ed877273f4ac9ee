// SPDX-License-Identifier: Apache-2.0
/**
 * The one door of agreement: what may happen to a member ({@link io.paddock.zab.port.Event}), and what it asks of the world in answer
 * ({@link io.paddock.zab.port.Effect}).
 *
 * <p>Sees protocol. Data only. Invariant: effects are carried out in the order they are given; whatever touches the disk is answered
 * later by an event, and only when a power cut could not undo it any more.
 */
package io.paddock.zab.port;
