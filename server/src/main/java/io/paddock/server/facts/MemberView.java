// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.facts;

/** Answers what operators ask about a server's place in an ensemble. Any thread may ask; the answer is immediate. */
@FunctionalInterface
public interface MemberView {
    /** The view of a standalone server. */
    MemberView ALONE = () -> MemberFacts.STANDALONE;

    /** @return the present state */
    MemberFacts now();
}
