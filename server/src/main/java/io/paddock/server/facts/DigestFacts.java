// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.facts;

/** The digest of the tree after the txn with this zxid. */
public record DigestFacts(long zxid, long digest) {}
