// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.member;

import io.paddock.protocol.Payload;

/** A txn and its place in the one order. */
public record LoggedProposal(long zxid, Payload txn) {}
