// SPDX-License-Identifier: Apache-2.0
/**
 * The file operations that storage needs. Each says what is certain after it returned.
 *
 * <p>Door: {@link Directory}, {@link LogFile}; {@link RealDirectory} in production; {@link FaultyDirectory} for tests
 * of power cuts, full disks and failing syncs.
 * Sees: nothing.
 * A file belongs to the thread that opened it. Invariant: nothing here retries.
 */
package io.paddock.storage.disk;
