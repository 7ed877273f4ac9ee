// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.facts;

/**
 * Sizes of the data directories.
 *
 * @param snapshotBytes bytes of all files in the directory of snapshots
 * @param logBytes bytes of all files in the directory of the txn log; the same number if both are one
 *   directory
 */
public record DirectoryFacts(long snapshotBytes, long logBytes) {}
