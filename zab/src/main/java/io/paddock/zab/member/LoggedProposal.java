// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.member;

import io.paddock.protocol.Payload;

/** A txn and its zxid, its place in the order of all txns. */
public record LoggedProposal(long zxid, Payload txn) {}
