// SPDX-License-Identifier: Apache-2.0
/**
 * Snapshots: a whole tree out to one file beside running traffic, and back.
 *
 * <p>Door: {@link io.paddock.storage.snapshot.SnapshotWriter} for the snapshot thread, {@link io.paddock.storage.snapshot.SnapshotReader} for recovery
 * and tools; {@link io.paddock.storage.snapshot.SnapshotStreamWriter} and {@link io.paddock.storage.snapshot.SnapshotStreamReader} for the same tree
 * sent from member to member. Sees tree, disk, protocol. Invariant: a file has its final name only once it is whole and durable.
 */
package io.paddock.storage.snapshot;
