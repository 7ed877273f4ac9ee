// SPDX-License-Identifier: Apache-2.0
/**
 * Snapshots: a whole tree out to one file beside running traffic, and back.
 *
 * <p>Door: {@link io.paddock.storage.snapshot.SnapshotWriter} for the snapshot thread, {@link io.paddock.storage.snapshot.SnapshotReader} for recovery
 * and tools. Sees tree, disk, protocol. Invariant: a file has its final name only once it is whole and durable.
 */
package io.paddock.storage.snapshot;
