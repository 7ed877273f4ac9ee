// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.facts;

import io.paddock.server.metrics.SummaryFigures;

/**
 * A few figures about a server.
 *
 * @param latencies of all requests since the last reset, milliseconds from receipt to reply
 * @param received packets since the last reset: requests and four-letter words
 * @param sent packets since the last reset: replies, events, answers to four-letter words
 * @param connections open client connections
 * @param outstanding requests that wait for the core thread
 * @param lastZxid zxid of the last txn applied
 * @param znodes number of znodes in the tree
 * @param member the server's place in an ensemble
 */
public record ServerFacts(
        SummaryFigures latencies,
        long received,
        long sent,
        long connections,
        long outstanding,
        long lastZxid,
        long znodes,
        MemberFacts member) {}
