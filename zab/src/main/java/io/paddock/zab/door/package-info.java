// SPDX-License-Identifier: Apache-2.0
/**
 * The interface of agreement: what can happen to a member ({@link Event}), and what a member asks for
 * ({@link Effect}).
 *
 * <p>Sees: protocol, protocol.quorum.
 * Data only. Invariant: the process carries out effects in the order in which they are given. An event
 * answers each effect that changes the disk, and only when a power cut can no longer undo it.
 */
package io.paddock.zab.door;
