// SPDX-License-Identifier: Apache-2.0
/**
 * The few file operations that storage needs, each saying what may be believed after it.
 *
 * <p>Door: {@link io.paddock.storage.disk.Directory}, {@link io.paddock.storage.disk.LogFile}; {@link
 * io.paddock.storage.disk.RealDirectory} for production, {@link io.paddock.storage.disk.FaultyDirectory} for tests of power cuts, full disks
 * and failing syncs. Sees nothing of ours. A file belongs to the thread that opened it. Invariant: nothing here retries.
 */
package io.paddock.storage.disk;
