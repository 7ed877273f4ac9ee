// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

/** What operators may know of a server's place among others. Any thread may ask, and is answered at once. */
@FunctionalInterface
public interface MemberView {
    /** Of a server that has no others. */
    MemberView ALONE = () -> MemberState.STANDALONE;

    /** @return how it is now */
    MemberState now();
}
