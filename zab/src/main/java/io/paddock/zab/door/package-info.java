// SPDX-License-Identifier: Apache-2.0
/**
 * The door of agreement: what can happen to a member ({@link Event}), and what it asks for in answer ({@link Effect}).
 *
 * <p>Sees: protocol, protocol.quorum.
 * Data only. Invariant: the shell carries out effects in the order in which they are given. An event answers each
 * effect that changes the disk, and only when a power cut can no longer undo it.
 */
package io.paddock.zab.door;
