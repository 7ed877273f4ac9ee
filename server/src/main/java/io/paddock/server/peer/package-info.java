// SPDX-License-Identifier: Apache-2.0
/**
 * One member of an ensemble, at work: carries out what {@link io.paddock.zab.PeerCore} asks for, and tells it what has come of it.
 *
 * <p>Door: {@link io.paddock.server.peer.Peer}. Sees zab, core, quorum, storage. Everything is owned by the core thread unless it says otherwise; links
 * and disk tell of their news by tasks for it. Invariant: effects are carried out in the order they are given, and what the disk has done is
 * told only once a power cut could not undo it.
 */
package io.paddock.server.peer;
