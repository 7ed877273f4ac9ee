// SPDX-License-Identifier: Apache-2.0
/**
 * Snapshots: a whole tree written to one file while clients write, and read back.
 *
 * <p>Door: {@link SnapshotWriter} for the snapshot thread, {@link SnapshotReader} for recovery and tools; {@link
 * SnapshotStreamWriter} and {@link SnapshotStreamReader} for a tree that one member sends to another.
 * Sees: protocol, protocol.jute, storage.disk, storage.tree.
 * Invariant: a file gets its final name only when it is complete and durable.
 */
package io.paddock.storage.snapshot;
